// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveRequests } from '../../templates/assets/js/python/engine/worker.js';

/**
 * A worker that has started, whose Python has so many pieces of work to do ahead; what it did, and what it waits for.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} pieces
 */
async function worker(context, pieces) {
  /** @type {string[]} */
  const log = [];
  /** @type {(event: { data: object }) => void} */
  let send = () => {};
  const python = {
    respond: () => log.push('answer'),
    ahead: () => (log.push('piece'), --pieces > 0),
  };
  const scope = { postMessage() {}, addEventListener: (/** @type {string} */ _, /** @type {any} */ listener) => (send = listener) };
  serveRequests(/** @type {any} */ (scope), async () => /** @type {any} */ (python));
  send({ data: { kind: 'boot' } });
  await new Promise((resolve) => setImmediate(resolve));

  /** @type {{ run: () => void, wait: number } | undefined} */
  let timer;
  context.mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ run, /** @type {number} */ wait) => (timer = { run, wait }));
  context.mock.method(globalThis, 'clearTimeout', () => (timer = undefined));
  return {
    log,
    ask: () => send({ data: { kind: 'ask', id: 1, method: 'answer', args: {}, buffers: [] } }),
    wait: () => timer?.wait,
    pass: () => {
      const { run } = /** @type {{ run: () => void }} */ (timer);
      timer = undefined;
      run();
    },
  };
}

test('work ahead begins with the first answer, a piece at a time, until none is left', async (context) => {
  const { log, ask, wait, pass } = await worker(context, 2);
  ask();
  assert.deepEqual([log, wait()], [['answer'], 0]);
  pass();
  assert.deepEqual([log, wait()], [['answer', 'piece'], 0]);
  pass();
  assert.deepEqual([log, wait()], [['answer', 'piece', 'piece'], undefined]);
});

test('a question comes between two pieces, and then work ahead waits until the reader rests', async (context) => {
  const { log, ask, wait, pass } = await worker(context, 9);
  ask();
  pass();
  ask();
  ask();
  assert.deepEqual([log, wait()], [['answer', 'piece', 'answer', 'answer'], 300]);
  pass();
  assert.deepEqual([log.at(-1), wait()], ['piece', 0]);
});
