// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Edits } from '../../templates/assets/js/cells/edits.js';
import { openPage } from './page.js';

openPage('https://example.org/post/');

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

/** What a page that is opened has of the cell “gap”. @param {ReturnType<typeof storage>} disk  @param {{ cell?: string, code?: string }} [which] */
function opened(disk, { cell = 'gap', code = 'code' } = {}) {
  return new Edits(cell, code, () => disk);
}

test('an edit is there on the next visit, of the same cell and the same text only', () => {
  const disk = storage();
  opened(disk).keep('mine');
  assert.equal(opened(disk).now, 'mine');
  assert.equal(opened(disk, { cell: 'other' }).now, undefined);
  assert.equal(opened(disk, { code: 'new code' }).now, undefined);
});

test('an edit of another version of the text takes nothing from the older one', () => {
  const disk = storage();
  opened(disk).keep('mine');
  opened(disk, { code: 'new code' }).keep('mine of the new');
  assert.equal(opened(disk).now, 'mine');
});

test('a page is the same with and without the name of its file', () => {
  const disk = storage();
  opened(disk).keep('mine');
  for (const [file, found] of [['index.html', 'mine'], ['other.html', undefined]]) {
    openPage(`https://example.org/post/${file}?print#gap`);
    assert.equal(opened(disk).now, found, file);
  }
  openPage('https://example.org/post/');
});

test('what is as it was published is not kept', () => {
  const disk = storage();
  const edits = opened(disk);
  edits.keep('mine');
  edits.keep('code');
  assert.equal(disk.held.size, 0);
  edits.keep('mine');
  edits.drop();
  assert.deepEqual([disk.held.size, edits.now], [0, undefined]);
});

test('what a link brings lies on top, is kept once it is changed, and leaves the reader’s own', () => {
  const disk = storage();
  const edits = opened(disk);
  edits.keep('mine');
  edits.linked = 'theirs';
  assert.deepEqual([edits.now, edits.earlier], ['theirs', 'mine']);
  assert.equal(opened(disk).now, 'mine');
  edits.keep('theirs, changed');
  const next = opened(disk);
  assert.deepEqual([next.now, next.earlier], ['theirs, changed', 'mine']);
  next.drop();
  assert.deepEqual([next.now, next.earlier, opened(disk).now], ['mine', undefined, 'mine']);
});

test('a link that follows another takes its place, and is not taken for the reader’s', () => {
  const edits = opened(storage());
  edits.linked = 'one';
  edits.linked = 'another';
  assert.deepEqual([edits.now, edits.earlier], ['another', undefined]);
  edits.drop();
  assert.equal(edits.now, undefined);
});

test('what another tab has kept meanwhile stays', () => {
  const disk = storage();
  const [one, other] = [opened(disk), opened(disk)];
  one.linked = 'theirs';
  other.keep('mine');
  other.keep('mine, newer');
  one.keep('theirs, changed');
  one.keep('theirs, changed again');
  assert.deepEqual([one.now, one.earlier], ['theirs, changed again', 'mine, newer']);
  other.keep('mine, newest');
  one.drop();
  assert.equal(opened(disk).now, 'mine, newest');
});

test('where nothing can be kept, why is told, and where something else lies there, all goes on', () => {
  const full = opened(storage({ full: true }));
  full.keep('mine');
  assert.deepEqual([full.now, full.unkept], ['mine', 'full']);
  const none = new Edits('gap', 'code'); // no storage at all
  none.keep('mine');
  assert.deepEqual([none.now, none.unkept], ['mine', 'forbidden']);
  for (const odd of ['null', '{}', '{"of":1}', 'no JSON', '[1]', '"text"']) {
    const disk = storage();
    opened(disk).keep('mine');
    for (const key of disk.held.keys()) disk.held.set(key, odd);
    assert.equal(opened(disk).now, undefined);
  }
});
