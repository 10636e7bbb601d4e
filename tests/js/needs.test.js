// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Needs, Overtaken } from '../../templates/assets/js/python/needs.js';
import { Stopped } from '../../templates/assets/js/python/interpreter.js';

/** What is on its way: it comes, or not, when the test says so. */
function bench() {
  /** @type {Record<string, { come: () => void, fail: (error: Error) => void, signal: AbortSignal, tell: (how: object) => void }>} */
  const asked = {};
  let times = 0;
  const needs = new Needs(
    (need, tell, signal) =>
      new Promise((come, fail) => {
        times += 1;
        asked['data' in need ? need.data : 'file' in need ? need.file : need.method] = { come, fail, signal, tell };
      }),
    () => {},
  );
  return { needs, asked, times: () => times };
}

const [BIG, OTHER] = [{ data: 'posts/a/big.bin' }, { data: 'posts/a/other.bin' }];

test('what two wait for is brought once, and given up when neither waits', async () => {
  const { needs, asked, times } = bench();
  const [one, two] = [needs.hold('one', [BIG]), needs.hold('two', [BIG])];
  const { come, signal } = asked[BIG.data];
  assert.equal(times(), 1);
  assert.ok(needs.stop('one'));
  await assert.rejects(one, Stopped);
  assert.equal(signal.aborted, false);
  come();
  await two;
  const again = needs.hold('one', [BIG]);
  needs.stop('one');
  await assert.rejects(again, Stopped);
  assert.ok(asked[BIG.data].signal.aborted);
  assert.equal(times(), 2);
});

test('what is overtaken goes on until it is known what is wanted instead', async () => {
  const { needs, asked, times } = bench();
  const newer = new AbortController();
  const first = needs.hold('one', [BIG, OTHER], newer.signal);
  newer.abort();
  await assert.rejects(first, Overtaken);
  assert.equal(asked[BIG.data].signal.aborted, false);
  const second = needs.hold('one', [BIG]);
  assert.ok(asked[OTHER.data].signal.aborted);
  asked[BIG.data].come();
  await second;
  assert.equal(times(), 2);
});

test('how much is here is told while somebody waits, and no longer', async () => {
  const { needs, asked } = bench();
  const wait = needs.hold('one', [BIG]);
  asked[BIG.data].tell({ done: 0.5, bytes: 9 });
  assert.equal(needs.of('one')?.done, 0.5);
  assert.equal(needs.of('two'), undefined);
  asked[BIG.data].come();
  await wait;
  assert.equal(needs.of('one'), undefined);
  assert.equal(needs.stop('one'), false);
});

test('what cannot be had is said to all who wait, and is tried anew', async () => {
  const { needs, asked, times } = bench();
  const waits = [needs.hold('one', [BIG]), needs.hold('two', [BIG, OTHER])];
  asked[BIG.data].fail(new Error('gone'));
  for (const wait of waits) await assert.rejects(wait, { message: 'gone' });
  assert.ok(asked[OTHER.data].signal.aborted);
  void needs.hold('one', [BIG]);
  assert.equal(times(), 3);
});
