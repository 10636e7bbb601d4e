// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWrapped } from '../../templates/assets/js/python/engine/wrapped.js';

/** As Emscripten tells of a function's type. @param {Function} f @param {string} sig */
const typed = (f, sig) => Object.assign(f, { sig });
const table = () => new WebAssembly.Table({ element: 'anyfunc', initial: 4 });

test('functions of JavaScript enter a table with the types that they say', async () => {
  /** @type {unknown[]} */
  const heard = [];
  const made = await withWrapped(async () => {
    const made = table();
    made.set(0, typed((/** @type {number} */ x, /** @type {bigint} */ n) => x * Number(n), 'ddj'));
    made.set(1, typed((/** @type {unknown} */ value) => void heard.push(value), 've'));
    made.set(2, typed(() => 2 ** 32 + 7, 'p'));
    made.set(3, typed(() => 2.75, 'i'));
    return made;
  });
  assert.equal(made.get(0)(1.5, 4n), 6);
  made.get(1)(table);
  assert.deepEqual(heard, [table]);
  assert.equal(made.get(2)(), 7, 'a pointer has 32 bits');
  assert.equal(made.get(3)(), 2, 'and so has a whole number');
});

test('what says no type is refused as ever, and so is everything afterwards', async () => {
  const untyped = () => 1;
  await assert.rejects(withWrapped(async () => table().set(0, untyped)), TypeError);
  assert.throws(() => table().set(0, typed(() => 1, 'i')), TypeError);
});

test('a slot may be emptied, and take what is WebAssembly’s already', async () => {
  await withWrapped(async () => {
    const made = table();
    made.set(0, typed(() => 1, 'i'));
    made.set(1, made.get(0));
    made.set(0, null);
    assert.deepEqual([made.get(0), made.get(1)()], [null, 1]);
  });
});
