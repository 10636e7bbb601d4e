// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Offers } from '../../templates/assets/js/python/offers.js';
import { Stopped } from '../../templates/assets/js/python/interpreter.js';
import { entry } from './entries.js';

Object.assign(globalThis, { document: { baseURI: 'https://example.org/page.html' } });

/** What has been settled is told to all who wait. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** Two files on offer, of which the second is waited for. */
function bench() {
  const [one, other] = ['one.bin', 'other.bin'].map((name) => entry(name, 9, { when: 'asked', offered: true }));
  const offers = new Offers([one, other]);
  /** @type {object[]} */
  const told = [];
  const abort = new AbortController();
  let fetched = 0;
  const taken = offers.take(other, (how) => told.push(how), abort.signal, async () => (fetched += 1));
  return { offers, told, taken, abort, fetched: () => fetched };
}

test('a file is fetched once the reader asks for that one', async () => {
  const { offers, told, taken, fetched } = bench();
  await turns();
  offers.accept('one.bin');
  await turns();
  assert.equal(fetched(), 0);
  offers.accept('other.bin');
  assert.equal(await taken, 1);
  assert.deepEqual(told.at(-1), { offer: undefined, pauses: true });
});

test('to forget what is kept asks for nothing: the file is offered anew', async () => {
  const { offers, told, taken, abort, fetched } = bench();
  await turns();
  await offers.forget();
  await turns();
  assert.equal(fetched(), 0);
  assert.equal(told.length, 2);
  assert.deepEqual(told[1], told[0]);
  abort.abort();
  await assert.rejects(taken, Stopped);
});
