// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf } from '../../templates/assets/js/state/kinds/index.js';
import { decimals, parseNumber, snap, spoken, stepped, written } from '../../templates/assets/js/state/kinds/number.js';
import { leap as leapOfSeeds, nextSeed } from '../../templates/assets/js/state/kinds/seed.js';
import { fraction, leap, nudge, position, POSITIONS, valueAt } from '../../templates/assets/js/state/kinds/slider.js';
import { rho, seed, size, unit } from './declaration.js';

test('only a plain finite decimal is a number', () => {
  for (const [text, value] of /** @type {const} */ ([['1', 1], ['-.5', -0.5], ['+1.', 1], ['2e3', 2000], ['1E-2', 0.01]])) {
    assert.equal(parseNumber(text), value);
  }
  const refused = ['', ' 1', '1 ', '0x10', 'NaN', 'Infinity', '1e999', '.', '1e', '1,5', '１', '9'.repeat(41), 'e5', '--1'];
  for (const text of refused) assert.equal(parseNumber(text), null, text);
});

test('a step has as many decimals as it is written with', () => {
  for (const [step, digits] of [[1, 0], [5, 0], [0.002, 3], [0.25, 2], [1e-7, 7], [2.5e-7, 8], [1e21, 0]]) {
    assert.equal(decimals(step), digits, String(step));
  }
});

test('values are clamped and rounded to the step, never to minus zero', () => {
  assert.equal(snap(rho, 2), 1);
  assert.equal(snap(rho, -1e300), -1);
  assert.equal(snap(rho, 0.123), 0.12);
  assert.ok(Object.is(snap(rho, -0.001), 0));
  assert.equal(snap(size, 1e99), 200_000);
  assert.equal(snap(size, 40.5), 41);
});

test('a range that its step does not divide ends on the last step', () => {
  assert.equal(snap({ ...rho, min: 0, max: 1, fine: 0.3 }, 1), 0.9);
});

test('a range that begins between the decimals of its step keeps its own', () => {
  const offset = { ...rho, min: 0.25, max: 2, fine: 0.5 };
  assert.equal(snap(offset, 0), 0.25);
  assert.equal(snap(offset, 1), 1.25);
  assert.equal(written(offset, 1.25), '1.25');
});

test('a choice takes its values exactly', () => {
  assert.equal(kindOf(unit).normalise(unit, 'nats'), 'nats');
  assert.equal(kindOf(unit).normalise(unit, 'Nats'), null);
  assert.equal(kindOf(rho).normalise(rho, '0.3'), 0.3);
  assert.equal(kindOf(rho).normalise(rho, 'a'), null);
});

test('a log slider goes from end to end, and finds the value of every position again', () => {
  assert.equal(position(size, size.min), 0);
  assert.equal(position(size, size.max), POSITIONS);
  for (let at = 0; at <= POSITIONS; at += 1) {
    const value = valueAt(size, at);
    assert.equal(valueAt(size, position(size, value)), value);
  }
  assert.equal(position(rho, 0.3), 0.3);
  assert.equal(valueAt(rho, 0.304), 0.3);
  assert.equal(fraction(rho, 0), 0.5);
});

test('an arrow key always moves, by one step at least, and stops at the ends', () => {
  let value = size.min;
  let presses = 0;
  for (; value < size.max; presses += 1) {
    const next = nudge(size, value, 1);
    assert.ok(next > value, `stuck at ${value}`);
    value = next;
  }
  assert.ok(presses <= POSITIONS);
  assert.equal(nudge(size, size.max, 1), size.max);
  assert.equal(nudge(size, size.min, -1), size.min);
  for (value = size.max; value > size.min; value = nudge(size, value, -1)) assert.ok(nudge(size, value, -1) < value);
});

test('near its ends a slider goes in fine steps, in between only what is typed does', () => {
  const fine = { ...rho, fine: 0.001 };
  const way = (/** @type {number} */ value, /** @type {1 | -1} */ direction, /** @type {number} */ presses) =>
    Array.from({ length: presses }, () => (value = nudge(fine, value, direction)));
  assert.deepEqual(way(0.97, 1, 4), [0.98, 0.99, 0.991, 0.992]);
  assert.deepEqual(way(0.992, -1, 4), [0.991, 0.99, 0.98, 0.97]);
  assert.deepEqual(way(-0.998, -1, 3), [-0.999, -1, -1]);
  assert.equal(stepped(fine, 0.873, 1), 0.88);
  assert.equal(stepped(fine, 0.873, -1), 0.87);
  assert.equal(valueAt(fine, 0.873), 0.87);
  assert.equal(valueAt(fine, 0.9951), 0.995);
  assert.equal(snap(fine, 0.8734), 0.873);
  assert.equal(written(fine, 0.873), '0.873');
});

test('after the last seed comes the first', () => {
  assert.equal(nextSeed(seed, 1), 2);
  assert.equal(nextSeed(seed, seed.max), seed.min);
});

test('values are written without exponents or needless zeros', () => {
  assert.equal(written(size, 200_000), '200000');
  assert.equal(written(rho, 0.5), '0.5');
  assert.equal(written(rho, -1), '-1');
  assert.equal(written({ ...rho, fine: 1e-7 }, 1e-7), '0.0000001');
  assert.equal(kindOf(unit).written(unit, 'nats'), 'nats');
});

test('numbers are said as a reader writes them', () => {
  assert.equal(spoken(200_000), '200\u202f000');
  assert.equal(spoken(-0.5), '−0.5');
});

test('a page key leads a tenth of the way, and at the ends no farther', () => {
  assert.equal(leap(rho, 0, 1), 0.2);
  assert.equal(leap(rho, 0.95, 1), 1);
  assert.equal(leap(rho, -1, -1), -1);
  assert.equal(leap(size, 200, 1), 632);
  assert.equal(leap(size, 2, 1), 6);
  assert.equal(leapOfSeeds(seed, 3, 1), 13);
  assert.equal(leapOfSeeds(seed, 3, -1), 0);
});
