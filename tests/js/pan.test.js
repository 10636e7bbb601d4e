// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, grip, nearer } from '../../templates/assets/js/figure/pan.js';

const hold = grip('x y zoom 360 200 0.01 -0.01');

test('a drawing says which sliders hold what is in its middle, and how much they are worth', () => {
  assert.deepEqual(hold, { names: ['x', 'y', 'zoom'], centre: { x: 360, y: 200 }, per: { x: 0.01, y: -0.01 } });
});

test('what is drawn to the right and down shows what lay at its left and above', () => {
  assert.deepEqual(drawn(hold, { x: 0, y: 0.5 }, { x: 100, y: 100 }, { x: 150, y: 120 }), { x: -0.5, y: 0.7 });
  assert.deepEqual(drawn(hold, { x: 0.25, y: 0.5 }, { x: 7, y: 9 }, { x: 7, y: 9 }), { x: 0.25, y: 0.5 });
});

test('what is under the pointer stays there when it comes nearer', () => {
  const middle = { x: 0.25, y: 0 };
  const pointer = { x: 460, y: 150 };
  const place = (/** @type {import('../../templates/assets/js/figure/pan.js').Point} */ around, /** @type {number} */ times) => ({
    x: around.x + ((pointer.x - hold.centre.x) * hold.per.x) / times,
    y: around.y + ((pointer.y - hold.centre.y) * hold.per.y) / times,
  });
  assert.deepEqual(place(nearer(hold, middle, pointer, 2), 2), place(middle, 1));
  assert.deepEqual(place(nearer(hold, middle, pointer, 0.5), 0.5), place(middle, 1));
  assert.deepEqual(nearer(hold, middle, hold.centre, 8), middle);
});
