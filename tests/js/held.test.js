// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldBytes } from '../../templates/assets/js/base/held.js';

/** The text of a page of windows-1252 with these bytes in it. @param {number[]} bytes */
const read = (bytes) => new TextDecoder('windows-1252').decode(Uint8Array.from(bytes));

test('every byte comes back', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const marked = new Set([0, 0x0d, 0x3c, 0x3d]);
  const text = read(bytes.map((byte) => (byte + 42) % 256).flatMap((byte) => (marked.has(byte) ? [0x3d, (byte + 64) % 256] : [byte])));
  assert.equal(text.length, 256 + marked.size);
  assert.deepEqual([...(heldBytes(text) ?? [])], bytes);
});

test('a page that was read in another encoding is not taken for what it was', () => {
  assert.equal(heldBytes(new TextDecoder().decode(Uint8Array.from([0x41, 0xe9, 0x42]))), null);
});
