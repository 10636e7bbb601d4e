// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shelf, stocked } from './shelf.js';
import { Offers } from '../../templates/assets/js/python/offers.js';
import { Stopped } from '../../templates/assets/js/python/interpreter.js';
import { entry } from './entries.js';

/** What has been settled is told to all who wait. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** Two files on offer, of which the second, of 9 bytes in two parts, is waited for; its fetch ends as the test says. */
async function bench() {
  const one = entry('one.bin', 9, { when: 'asked', offered: true });
  const parts = [4, 5].map((bytes, index) => ({ url: PARTS[index], bytes, sha256: '' }));
  const other = entry('other.bin', 9, { when: 'asked', offered: true, parts });
  const offers = new Offers([one, other]);
  /** @type {object[]} */
  const told = [];
  const abort = new AbortController();
  /** @type {{ come: (text: string) => void, fail: (error: Error) => void, signal: AbortSignal }[]} */
  const fetches = [];
  const fetch = (/** @type {AbortSignal} */ signal) =>
    new Promise((come, fail) => {
      fetches.push({ come, fail, signal });
      signal.addEventListener('abort', () => fail(new Error('It was given up.')));
    });
  const taken = offers.take(other, (how) => told.push(how), abort.signal, fetch);
  taken.catch(() => {}); // told below
  await turns();
  return { offers, told, taken, abort, fetches };
}

const PARTS = ['../runtime/other.1of2.bin', '../runtime/other.2of2.bin'];
const NOTHING = { offer: 0, bytes: 9, done: undefined };
const FIRST = { [PARTS[0]]: new Uint8Array(4) };
const BOTH = { ...FIRST, [PARTS[1]]: new Uint8Array(5) };

test('a file is fetched once the reader asks for that one', async () => {
  stocked();
  const { offers, told, taken, fetches } = await bench();
  assert.deepEqual(told, [NOTHING]);
  offers.accept('one.bin');
  await turns();
  assert.equal(fetches.length, 0);
  offers.accept('other.bin');
  await turns();
  assert.deepEqual(told.at(-1), { offer: undefined, pauses: true });
  fetches[0].come('all of it');
  assert.equal(await taken, 'all of it');
});

test('what is kept of it is told; what is kept whole was asked for already, and cannot be paused', async () => {
  stocked(FIRST);
  const some = await bench();
  assert.deepEqual(some.told, [{ offer: 4, bytes: 9, done: undefined }]);
  assert.equal(some.fetches.length, 0);
  stocked(BOTH);
  const all = await bench();
  assert.deepEqual(all.told, [{ offer: undefined, pauses: false }]);
  assert.equal(all.fetches.length, 1);
  assert.equal(all.offers.kept.get('other.bin'), 9);
});

test('a pause ends the fetch and offers what is left; then it goes on', async () => {
  stocked();
  const { offers, told, taken, fetches } = await bench();
  offers.accept('other.bin');
  await turns();
  stocked(FIRST);
  offers.pause('one.bin');
  assert.equal(fetches[0].signal.aborted, false);
  offers.pause('other.bin');
  await turns();
  assert.ok(fetches[0].signal.aborted);
  assert.deepEqual(told.at(-1), { offer: 4, bytes: 9, done: undefined });
  offers.accept('other.bin');
  await turns();
  fetches[1].come('all of it');
  assert.equal(await taken, 'all of it');
});

test('what was lost is said, and not fetched again before the reader asks again', async () => {
  stocked();
  const { offers, taken, fetches } = await bench();
  offers.accept('other.bin');
  await turns();
  fetches[0].fail(new Error('The network is gone.'));
  await assert.rejects(taken, { message: 'The network is gone.' });
  const told = /** @type {object[]} */ ([]);
  const again = offers.take(entry('other.bin', 9), (how) => told.push(how), new AbortController().signal, async () => assert.fail());
  again.catch(() => {});
  await turns();
  assert.deepEqual(told, [NOTHING]);
});

test('who wants nothing more ends the fetch, and the waiting', async () => {
  stocked();
  const waiting = await bench();
  waiting.abort.abort();
  await assert.rejects(waiting.taken, Stopped);
  const fetching = await bench();
  fetching.offers.accept('other.bin');
  await turns();
  fetching.abort.abort();
  assert.ok(fetching.fetches[0].signal.aborted);
  await assert.rejects(fetching.taken, { message: 'It was given up.' });
});

test('to forget what is kept empties the shelf and asks for nothing: the file is offered anew', async () => {
  stocked(FIRST);
  const { offers, told, fetches } = await bench();
  await offers.forget();
  await turns();
  assert.equal(shelf.size, 0);
  assert.equal(offers.kept.size, 0);
  assert.equal(fetches.length, 0);
  assert.deepEqual(told.at(-1), NOTHING);
});

test('a file that the site was built without is not on offer', () => {
  assert.deepEqual(new Offers([entry('gone.bin', 0, { when: 'asked', offered: true, parts: [] })]).entries, []);
});
