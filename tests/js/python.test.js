// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis.navigator, 'vendor', { value: '', configurable: true }); // Node has none
const { createPython } = await import('../../templates/assets/js/python/python.js');

const CALL = { service: 'sums', method: 'upto', arguments: {} };

/** What is asked of services, by method; each answers when the test says so. */
function bench() {
  const python = createPython({ post: 'a', bill: [] });
  /** @type {Record<string, { signal?: AbortSignal, answer: () => void }>} */
  const asked = {};
  const ask = (/** @type {{ method: string, signal?: AbortSignal }} */ { method, signal }) =>
    new Promise((resolve) => {
      asked[method] = { signal, answer: () => resolve({ kind: 'done', text: '1', buffers: [] }) };
    });
  python.services.get = () => /** @type {any} */ ({ ask, status: { state: 'ready' } });
  python.services.data = async () => new Uint8Array(1);
  return { python, asked };
}

/** What has been settled is told to all who wait. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

test('a call that nobody wants any more is given up, but what it gave is handed over', async () => {
  const { python, asked } = bench();
  const abort = new AbortController();
  const brought = python.bring('figures', CALL, () => {}, abort.signal);
  assert.equal(asked.call.signal, abort.signal);
  asked.call.answer();
  await turns();
  abort.abort();
  assert.equal(asked.keep.signal, undefined);
  asked.keep.answer();
  await brought;
});

test('nor does a file that nobody wants any more end the Python that takes it', async () => {
  const { python, asked } = bench();
  const brought = python.bring('figures', { data: 'posts/a/big.bin' }, () => {}, new AbortController().signal);
  await turns();
  assert.equal(asked.place.signal, undefined);
  asked.place.answer();
  await brought;
});
