// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis.navigator, 'vendor', { value: '', configurable: true }); // Node has none
const { createPython, Stopped } = await import('../../templates/assets/js/python/python.js');
const { Services } = await import('../../templates/assets/js/python/services.js');

const CALL = { service: 'sums', method: 'upto', arguments: {} };

/** What is asked of services, by method; each answers when the test says so. */
function bench() {
  const python = createPython(new Services({ post: 'a', bill: [] }));
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

test('what a state needs may be stopped, or end the Python that computes it: the state stays, and the figure says why', async () => {
  const needs = { kind: 'failed', text: JSON.stringify({ needs: [CALL] }), buffers: [] };
  for (const [error, said] of /** @type {const} */ ([
    [new Stopped('Stopped.', true), 'Stopped.'],
    [new Stopped('Python broke down.', false), 'The service “sums” could not do it: Python broke down.'],
  ])) {
    const { python } = bench();
    const asked = { figures: async () => needs, sums: () => (error.wish ? new Promise(() => {}) : Promise.reject(error)) };
    python.services.get = (/** @type {'figures' | 'sums'} */ name) => /** @type {any} */ ({ ask: asked[name], status: { state: 'ready' } });
    const answer = python.ask('a', 'figure', { state: {}, widths: ['wide'] });
    const told = assert.rejects(answer, (/** @type {Error} */ failure) => failure.message === said && !(failure instanceof Stopped));
    await turns();
    if (error.wish) python.stop('a', 'figure');
    await told;
  }
});

test('who stops before Python has said what is to be brought has nothing brought, and Python goes on', async () => {
  const { python } = bench();
  /** @type {(reply: object) => void} */
  let reply = () => {};
  let stops = 0;
  const figures = { ask: () => new Promise((resolve) => (reply = resolve)), stop: () => (stops += 1), status: { computing: '' } };
  python.services.get = () => /** @type {any} */ (figures);
  const answer = python.ask('a', 'figure', { state: {}, widths: ['wide'] });
  python.stop('a', 'figure');
  reply({ kind: 'failed', text: JSON.stringify({ needs: [CALL] }), buffers: [] });
  await assert.rejects(answer, { message: 'Stopped.' });
  assert.equal(stops, 0);
  figures.status.computing = 'figure';
  python.stop('a', 'figure');
  assert.equal(stops, 1);
});

test('nor does a file that nobody wants any more end the Python that takes it', async () => {
  const { python, asked } = bench();
  const brought = python.bring('figures', { data: 'posts/a/big.bin' }, () => {}, new AbortController().signal);
  await turns();
  assert.equal(asked.place.signal, undefined);
  asked.place.answer();
  await brought;
});

/** Services of which the figures' says once what it needs, then what comes in parts; the other is at it. */
function streaming() {
  const { python } = bench();
  const needs = { kind: 'failed', text: JSON.stringify({ needs: [CALL] }), buffers: [] };
  /** @type {AbortSignal[]} */
  const signals = [];
  const figures = {
    status: { computing: '' },
    stops: 0,
    stop: () => (figures.stops += 1),
    replies: /** @type {object[]} */ ([needs]),
    ask: async ({ method = '' }) => (method === 'answer' ? figures.replies.shift() : { kind: 'done', text: '', buffers: [] }),
  };
  const sums = { ask: ({ signal = new AbortController().signal }) => new Promise(() => signals.push(signal)), status: { state: 'ready' } };
  python.services.get = (name) => /** @type {any} */ (name === 'figures' ? figures : sums);
  return { python, figures, signals };
}

const done = (/** @type {object[]} */ ...streams) => ({ kind: 'done', text: JSON.stringify({ streams }), buffers: [] });
const STREAM = { ...CALL, stream: true };
const QUESTION = { state: {}, widths: ['wide'] };

test('who wants the table of what is shown ends nothing that the newest question waits for, and shows no other parts', async () => {
  const { python, figures, signals } = streaming();
  void python.ask('a', 'figure', QUESTION);
  await turns();
  figures.replies.push(done(STREAM));
  await python.table('a', 'figure', QUESTION);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [false]);
  assert.equal(python.streaming('a', 'figure'), undefined);
});

test('what Stop ends is what the figure says that it waits for', async () => {
  const { python, figures } = streaming();
  figures.replies = [done(STREAM)];
  await python.ask('a', 'figure', QUESTION);
  figures.status.computing = 'figure';
  python.stop('a', 'figure');
  assert.deepEqual([figures.stops, python.streaming('a', 'figure')?.paused], [1, false]);
  figures.status.computing = 'another'; // which this one does not wait for
  python.stop('a', 'figure');
  assert.deepEqual([figures.stops, python.streaming('a', 'figure')?.paused], [1, true]);
});

/** A service that writes a file in the steps that are given, and what its replies are asked for with. */
function writing(/** @type {object} */ told, /** @type {(string | number | undefined)[]} */ ...steps) {
  const { python } = bench();
  /** @type {object[]} */
  const calls = [];
  const figures = { ask: async () => ({ kind: 'done', text: JSON.stringify(told), buffers: [] }) };
  const rows = {
    status: { state: 'ready' },
    ask: async (/** @type {import('../../templates/assets/js/python/interpreter.js').Request} */ { args, progress, part }) => {
      calls.push(args);
      const step = steps.shift();
      if (typeof step === 'number') progress?.(step);
      else part?.({ text: JSON.stringify(step), buffers: [] });
      return { kind: 'done', text: String(steps.length > 0), buffers: [] };
    },
  };
  python.services.get = (name) => /** @type {any} */ (name === 'figures' ? figures : rows);
  return { python, calls };
}

const ROWS = { state: {}, download: 'rows' };
const going = () => new AbortController().signal;

test('a file that a service writes comes piece by piece, and from the beginning where its Python started again', async () => {
  const { python, calls } = writing({ stream: STREAM }, 0.5, 'head\n', 'lost\n', 0, 'head\n', 'rows\n', 'It has rows.');
  /** @type {number[]} */
  const shares = [];
  const file = await python.download('a', 'figure', ROWS, (done) => shares.push(done), going());
  assert.deepEqual([file, shares], [{ pieces: ['head\n', 'rows\n'], said: 'It has rows.' }, [0.5, 0]]);
  assert.deepEqual(calls[0], { ...STREAM, turn: 1 });
});

test('one that is given up goes no step further, and the next is another', async () => {
  const { python, calls } = writing({ stream: STREAM }, 0.5, 'head\n', 'rows\n', 'It has rows.');
  const abort = new AbortController();
  await assert.rejects(python.download('a', 'figure', ROWS, () => abort.abort(), abort.signal), { message: 'Stopped.' });
  assert.equal(calls.length, 1);
  await python.download('a', 'figure', ROWS, () => {}, going());
  assert.deepEqual(calls[1], { ...STREAM, turn: 2 });
});

test('a file that the figure writes itself is there at once, or there is none, and it says why', async () => {
  for (const [text, pieces] of /** @type {const} */ ([['head\n', ['head\n']], ['', []]])) {
    const { python } = writing({ text, said: 'So.' });
    assert.deepEqual(await python.download('a', 'figure', ROWS, () => {}, going()), { pieces, said: 'So.' });
  }
});

test('nor is there one that was given up before the figure could write it', async () => {
  const { python } = writing({ text: 'head\n', said: 'So.' });
  await assert.rejects(python.download('a', 'figure', ROWS, () => {}, AbortSignal.abort()), { message: 'Stopped.' });
});
