// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextOf } from '../../templates/assets/js/figure/marks.js';

const spots = [[3, 0], [1, 5], [1, 2], [2, 2], [3, 0]].map(([x, y]) => ({ x, y }));

/** @param {number} start @param {[number, number]} way */
function walk(start, way) {
  const seen = [];
  for (let at = start; at >= 0; at = nextOf(spots, at, way)) seen.push(at);
  return seen;
}

test('to the right, each mark has a next one, until the last', () => assert.deepEqual(walk(1, [1, 0]), [1, 2, 3, 0, 4]));

test('to the left it is the same way back', () => assert.deepEqual(walk(4, [-1, 0]), [4, 0, 3, 2, 1]));

test('up and down are another way through all of them', () => {
  assert.deepEqual(walk(0, [0, 1]), [0, 4, 2, 3, 1]);
  assert.deepEqual(walk(1, [0, -1]), [1, 3, 2, 4, 0]);
});
