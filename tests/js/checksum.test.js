// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksum } from '../../templates/assets/js/python/engine/restore.js';

const memory = Uint32Array.from({ length: 64 }, (_, index) => Math.imul(index, 0x9e3779b1));

test('the same memory has the same checksum', () => {
  assert.equal(checksum(memory.slice()), checksum(memory));
  assert.match(checksum(memory), /^[0-9a-f]{32}$/);
});

test('any other word makes another checksum, and so do two that changed places', () => {
  const before = checksum(memory);
  for (const index of memory.keys()) {
    for (const change of [1, 0x80000000]) {
      const other = memory.slice();
      other[index] ^= change;
      assert.notEqual(checksum(other), before);
    }
  }
  const swapped = memory.slice();
  [swapped[4], swapped[8]] = [swapped[8], swapped[4]];
  assert.notEqual(checksum(swapped), before);
});
