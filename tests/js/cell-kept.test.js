// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kept } from '../../templates/assets/js/cells/kept.js';

Object.assign(globalThis, { document: { baseURI: 'https://example.org/post/' } });

/** A storage of this browser, which refuses what it is told to. */
function storage({ full = false } = {}) {
  /** @type {Map<string, string>} */
  const held = new Map();
  return {
    held,
    getItem: (/** @type {string} */ key) => held.get(key) ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      if (full) throw new DOMException('no room', 'QuotaExceededError');
      held.set(key, value);
    },
    removeItem: (/** @type {string} */ key) => void held.delete(key),
  };
}

test('an edit is there on the next visit, of the same cell and the same text only', () => {
  const disk = storage();
  new Kept('gap', 'code', disk).hold('mine');
  assert.equal(new Kept('gap', 'code', disk).now, 'mine');
  assert.equal(new Kept('other', 'code', disk).now, undefined);
  assert.equal(new Kept('gap', 'new code', disk).now, undefined);
});

test('what is as it was published is not kept', () => {
  const disk = storage();
  const kept = new Kept('gap', 'code', disk);
  kept.hold('mine');
  kept.hold('code');
  assert.equal(disk.held.size, 0);
  kept.hold('mine');
  kept.drop();
  assert.deepEqual([disk.held.size, kept.now], [0, undefined]);
});

test('what a link brings lies on top, is kept once it is changed, and leaves the reader’s own', () => {
  const disk = storage();
  const kept = new Kept('gap', 'code', disk);
  kept.hold('mine');
  kept.lay('theirs');
  assert.deepEqual([kept.now, kept.earlier], ['theirs', 'mine']);
  assert.equal(new Kept('gap', 'code', disk).now, 'mine');
  kept.hold('theirs, changed');
  const next = new Kept('gap', 'code', disk);
  assert.deepEqual([next.now, next.earlier], ['theirs, changed', 'mine']);
  next.drop();
  assert.deepEqual([next.now, next.earlier, new Kept('gap', 'code', disk).now], ['mine', undefined, 'mine']);
});

test('where nothing can be kept, or something else lies there, all goes on', () => {
  const kept = new Kept('gap', 'code', storage({ full: true }));
  kept.hold('mine');
  assert.deepEqual([kept.now, kept.kept], ['mine', false]);
  assert.equal(new Kept('gap', 'code').now, undefined); // no storage at all
  for (const odd of ['null', '[]', '{"of":1}', 'no JSON', '{"of":"dab9ff83","texts":[1]}']) {
    const disk = storage();
    disk.held.set('edit /post/#gap', odd);
    assert.equal(new Kept('gap', 'code', disk).now, undefined);
  }
});
