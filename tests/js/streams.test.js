// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Streams } from '../../templates/assets/js/python/streams.js';

const CALL = { service: 'adds', method: 'up', arguments: { log: 'k3' }, stream: true };
const OTHER = { ...CALL, arguments: { log: 'k4' } };

/** What has been settled is told to all who wait. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** A service that makes a step whenever the test says so, and what was handed over of it. */
function bench() {
  /** @type {string[]} */
  const log = [];
  /** @type {{ make: (text: string | null, more: boolean) => void, fail: (why: string) => void }[]} */
  const asked = [];
  let free = Promise.resolve();
  const streams = new Streams({
    ask: (call, progress) =>
      new Promise((resolve, reject) => {
        progress(asked.length / 10);
        asked.push({
          make: (text, more) => resolve({ part: text === null ? undefined : { text, buffers: [] }, more }),
          fail: (why) => reject(new Error(why)),
        });
      }),
    keep: async (call, { text }) => {
      await free;
      log.push(text);
    },
    grown: () => log.push('grown'),
    changed: () => {},
  });
  const make = async (/** @type {string | null} */ text, more = true) => {
    asked.at(-1)?.make(text, more);
    await turns();
  };
  const hold = () => {
    let go = () => {};
    free = new Promise((resolve) => (go = () => resolve(undefined)));
    return () => go();
  };
  return { streams, log, asked, make, hold };
}

test('a first part is waited for, and more comes once somebody shows it, step by step', async () => {
  const { streams, log, asked, make } = bench();
  const first = streams.here(CALL, () => {}, new AbortController().signal);
  await make(null);
  await make('one');
  assert.equal((await first).text, 'one');
  assert.equal(asked.length, 2);
  streams.follow('figure', [CALL]);
  streams.follow('figure', [CALL]);
  assert.equal(asked.length, 3);
  await make(null);
  await make('two');
  assert.deepEqual([log, streams.count('figure'), streams.of('figure')?.done], [['two', 'grown'], 1, 0.4]);
  await make('three', false);
  assert.deepEqual(log.slice(2), ['three', 'grown']);
  assert.equal(streams.of('figure'), undefined);
  assert.equal(asked.length, 5);
});

test('a part counts once it is handed over, while the next is made already', async () => {
  const { streams, asked, make, hold } = bench();
  streams.follow('figure', [CALL]);
  const letGo = hold();
  await make('one');
  assert.deepEqual([asked.length, streams.count('figure')], [2, 0]);
  await make('two');
  assert.deepEqual([asked.length, streams.count('figure')], [2, 0]);
  letGo();
  await turns();
  assert.deepEqual([asked.length, streams.count('figure')], [3, 2]);
});

test('it stops when the reader says so, or nobody shows it, and goes on from there', async () => {
  const { streams, log, asked, make } = bench();
  streams.follow('figure', [CALL]);
  assert.equal(streams.pause('figure'), true);
  assert.equal(streams.pause('figure'), false);
  await make('one');
  assert.deepEqual([asked.length, log], [1, ['one', 'grown']]);
  streams.follow('figure', [CALL]);
  assert.equal(asked.length, 1);
  assert.equal(streams.resume('figure'), true);
  streams.follow('figure', [OTHER]);
  await make('of the other');
  streams.follow('figure', [CALL]);
  await turns();
  assert.equal(streams.count('figure'), 1);
  assert.equal((await streams.here(CALL, () => {}, new AbortController().signal)).text, 'one');
});

test('a failure is said, and the reader may try again', async () => {
  const { streams, asked } = bench();
  streams.follow('figure', [CALL]);
  asked[0].fail('Python broke down.');
  await turns();
  assert.equal(streams.of('figure')?.failed, 'Python broke down.');
  streams.follow('figure', [CALL]);
  assert.equal(asked.length, 1);
  assert.equal(streams.resume('figure'), true);
  assert.deepEqual([asked.length, streams.of('figure')?.failed], [2, '']);
});

test('where a service has had to begin anew, what had come stays until more has', async () => {
  const steps = [[0, 'one'], [0.5, 'two'], [0, 'one'], [0.3, 'some'], [0.6, 'three'], [0, 'all there is']];
  /** @type {string[]} */
  const log = [];
  const streams = new Streams({
    ask: async (_, progress) => {
      const [done, text] = /** @type {[number, string]} */ (steps.shift());
      progress(done);
      return { part: { text, buffers: [] }, more: steps.length > 0 };
    },
    keep: async (_, { text }) => void log.push(text),
    grown: () => {},
    changed: () => {},
  });
  streams.follow('figure', [CALL]);
  await turns();
  assert.deepEqual(log, ['one', 'two', 'three', 'all there is']);
});
