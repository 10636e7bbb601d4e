// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step } from '../../templates/assets/js/figure/probe.js';
import { laid } from '../../templates/assets/js/figure/probe-view.js';

test('an arrow goes one place on, and stops at either end', () => {
  assert.deepEqual(step('ArrowRight', 17, 40), { place: 18 });
  assert.deepEqual(step('ArrowUp', 40, 40), { place: 40 });
  assert.deepEqual(step('ArrowLeft', 17, 40), { place: 16 });
  assert.deepEqual(step('ArrowDown', 1, 40), { place: 1 });
});

test('a page goes one mark on, from where the figure now ends', () => {
  assert.deepEqual(step('PageUp', 17, 40), { place: 17, marks: 1 });
  assert.deepEqual(step('PageDown', 1000, 40), { place: 40, marks: -1 });
});

test('where nothing is chosen, a key begins at the first place', () => {
  for (const key of ['ArrowRight', 'ArrowLeft', 'PageUp', 'PageDown', 'Home']) {
    assert.deepEqual(step(key, null, 40), { place: 1 }, key);
  }
  assert.deepEqual(step('End', null, 40), { place: 40 });
});

test('Escape clears, other keys are the page’s', () => {
  assert.equal(step('Escape', 17, 40), 'clear');
  for (const key of ['Tab', 'a', 'Enter']) assert.equal(step(key, 17, 40), null, key);
});

test('a drawing lies in the middle of its box, as large as fits', () => {
  const viewBox = { x: 0, width: 720, height: 360 };
  assert.deepEqual(laid({ left: 10, width: 720, height: 360 }, viewBox), { origin: 10, scale: 1 });
  assert.deepEqual(laid({ left: 10, width: 720, height: 180 }, viewBox), { origin: 190, scale: 0.5 });
  assert.deepEqual(laid({ left: 0, width: 360, height: 900 }, { ...viewBox, x: 100 }), { origin: -50, scale: 0.5 });
});
