// @ts-check
// When a data file, or a package, has stalled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry } from './entries.js';

Object.defineProperty(globalThis.navigator, 'vendor', { value: '', configurable: true }); // Node has none
const { Services } = await import('../../templates/assets/js/python/services.js');

test('only while bytes are owed is their silence counted', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] });
  const file = entry('data.bin', 1, { when: 'asked' });
  const services = new Services({ post: 'a', bill: [file] });
  /** @type {object[]} */
  const owed = [];
  /** @type {number[]} */
  const stalls = [];
  const claim = { loaded: 0, total: 1, owed, stall: (/** @type {number} */ seconds) => stalls.push(seconds), take: () => new Promise(() => {}) };
  services.loader.claim = () => /** @type {any} */ (claim);
  void services.data('data.bin', () => {}, new AbortController().signal);
  mock.timers.tick(30_000); // it is looked for on the shelf
  owed.push(file);
  mock.timers.tick(9_500);
  assert.deepEqual(stalls, []);
  mock.timers.tick(500);
  assert.deepEqual(stalls, [10]);
});
