// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, chooseWay, fileName, speedOf, startedFrom } from '../../templates/assets/js/load/plan.js';
import { BILL as bill, entry } from './entries.js';

const nothing = { fits: true, frugal: false, here: new Set() };
/** @param {'snapshot' | 'packs'} way */
const files = (way) => startedFrom(bill, way).flatMap(({ parts }) => parts).map(fileName);

test('on a fast network the snapshot is first, on a slow one the packs are', () => {
  assert.equal(chooseWay(bill, { ...nothing, speed: 100e6 }), 'snapshot');
  assert.equal(chooseWay(bill, { ...nothing, speed: 4e6 }), 'packs');
});

test('of a network that nothing is known of, the best is thought', () => {
  assert.equal(chooseWay(bill, nothing), 'snapshot');
});

test('what is here already costs nothing', () => {
  assert.equal(chooseWay(bill, { ...nothing, speed: 4e6, here: new Set(files('snapshot')) }), 'snapshot');
  assert.equal(chooseWay(bill, { ...nothing, speed: 20e6, here: new Set(files('packs')) }), 'packs');
  assert.equal(chooseWay(bill, { ...nothing, speed: 4e6, here: new Set([...files('packs'), ...files('snapshot')]) }), 'snapshot');
});

test('a service starts from what is its own and what is for all, on its way', () => {
  const names = (/** @type {import('../../templates/assets/js/load/plan.js').Entry[]} */ entries) => entries.map(({ name }) => name);
  assert.deepEqual(names(startedFrom(bill, 'snapshot')), ['engine', 'wasm', 'libraries', 'post-a', 'snapshot', 'layer-a']);
  assert.deepEqual(names(startedFrom(bill, 'packs')), ['engine', 'wasm', 'stdlib', 'libraries', 'numpy', 'modules', 'post-a']);
  assert.deepEqual(names(startedFrom(bill, 'packs', 'model')), ['engine', 'wasm', 'stdlib', 'libraries', 'numpy', 'modules']);
});

test('an entry weighs what its parts do', () => {
  const [part] = entry('model', 20e6).parts;
  assert.equal(bytesOf(entry('model', 0, { parts: [part, { ...part, bytes: 5e6 }] })), 25e6);
});

test('who spares the network gets what is smaller', () => {
  assert.equal(chooseWay(bill, { ...nothing, frugal: true, speed: 1e9 }), 'packs');
});

test('without a snapshot, or where none fits, there is one way', () => {
  const others = bill.filter(({ way }) => way !== 'snapshot');
  assert.equal(chooseWay(others, { ...nothing, speed: 1e9 }), 'packs');
  assert.equal(chooseWay(bill, { ...nothing, fits: false, speed: 1e9 }), 'packs');
});

test('the speed is that of the larger files, where those that came together count as one', () => {
  const file = { responseStart: 100, responseEnd: 200, transferSize: 100_000 };
  assert.equal(speedOf([file]), 8e6);
  assert.equal(speedOf([file, file]), 16e6);
  assert.equal(speedOf([file, { ...file, responseStart: 150, responseEnd: 300 }]), 8e6);
  assert.equal(speedOf([file, { ...file, responseEnd: 1e6, transferSize: 300 }]), 8e6);
});

test('a few bytes, or files from a cache, tell no speed', () => {
  const file = { responseStart: 100, responseEnd: 100, transferSize: 90_000 };
  assert.equal(speedOf([]), undefined);
  assert.equal(speedOf([file]), undefined);
  assert.equal(speedOf([{ ...file, transferSize: 200_000 }]), undefined);
});
