// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asker } from '../../templates/assets/js/python/asker.js';

/** An asker whose answers come when the test says so, and what became of them. */
function bench() {
  /** @type {{question: any, answer: (value: string) => void, fail: (error: Error) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const log = [];
  const asker = new Asker(
    (question) => new Promise((answer, fail) => asked.push({ question, answer, fail })),
    {
      answered: (answer) => log.push(answer),
      failed: (error) => log.push(`failed: ${error.message}`),
      busy: (busy) => log.push(busy ? 'busy' : 'idle'),
    },
  );
  return { asker, asked, log };
}

/** @param {number} n */
const moving = (n) => ({ state: { n }, widths: ['wide'], moving: true });
/** @param {number} n */
const resting = (n) => ({ state: { n }, widths: ['wide', 'narrow'], moving: false });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('nothing is asked before it is ready, and then the newest first', async () => {
  const { asker, asked, log } = bench();
  asker.want(resting(1));
  asker.want(resting(2));
  assert.equal(asked.length, 0);
  asker.resume();
  assert.deepEqual(asked.map(({ question }) => question.state.n), [2]);
  asked[0].answer('two');
  await settled();
  assert.deepEqual(log, ['busy', 'two', 'idle']);
});

test('one question is in flight, the newest is next, those between are never asked', async () => {
  const { asker, asked } = bench();
  asker.resume();
  for (const n of [1, 2, 3, 4]) asker.want(moving(n));
  asked[0].answer('one');
  await settled();
  assert.deepEqual(asked.map(({ question }) => question.state.n), [1, 4]);
});

test('a question that is asked already is not asked again, unless another came between', async () => {
  const { asker, asked, log } = bench();
  asker.resume();
  asker.want(resting(1));
  asker.want(resting(1));
  asked[0].answer('one');
  await settled();
  assert.deepEqual(log, ['busy', 'one', 'idle']);
  for (const n of [1, 2, 1]) asker.want(resting(n));
  asked[1].answer('one again');
  await settled();
  assert.deepEqual(asked.map(({ question }) => question.state.n), [1, 1, 1]);
});

test('while a control moves the way is shown; what a jump overtook is not', async () => {
  const { asker, asked, log } = bench();
  asker.resume();
  asker.want(moving(1));
  asker.want(moving(2));
  asked[0].answer('one');
  await settled();
  asker.want(resting(3));
  asked[1].answer('two');
  await settled();
  asked[2].answer('three');
  await settled();
  assert.deepEqual(log.filter((entry) => entry !== 'busy'), ['one', 'three', 'idle']);
});

test('a failure is told unless something newer is wanted', async () => {
  const { asker, asked, log } = bench();
  asker.resume();
  asker.want(resting(1));
  asker.want(resting(2));
  asked[0].fail(new Error('old'));
  await settled();
  asked[1].fail(new Error('new'));
  await settled();
  assert.deepEqual(log.filter((entry) => entry !== 'busy'), ['failed: new', 'idle']);
});

test('a failure is told where what was newer has been given up', async () => {
  const { asker, asked, log } = bench();
  asker.resume();
  asker.want(moving(1));
  asker.want(resting(1));
  asker.forget();
  asked[0].fail(new Error('stopped'));
  await settled();
  assert.deepEqual(log.filter((entry) => entry !== 'busy'), ['failed: stopped', 'idle']);
});

test('what is given up is no longer owed', () => {
  const { asker, asked, log } = bench();
  asker.want(resting(1));
  asker.forget();
  asker.resume();
  assert.equal(asked.length, 0);
  assert.deepEqual(log, ['busy', 'idle']);
});
