// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterwards } from '../../templates/assets/js/base/first.js';
import { LoadError } from '../../templates/assets/js/load/loader.js';
import { Service } from '../../templates/assets/js/python/service.js';
import { BILL } from './entries.js';

const request = { method: /** @type {const} */ ('answer'), args: {} };

/** A service whose Python answers when the test says so. */
class Starting {
  constructor() {
    const way = () => /** @type {Promise<'packs'>} */ (new Promise(() => {}));
    this.service = new Service('figures', BILL, /** @type {any} */ ({}), { way, answered() {}, changed() {} });
    /** @type {(outcome: any) => void} */
    this.answer = () => {};
    this.service.interpreter = /** @type {any} */ ({ ask: () => new Promise((resolve) => (this.answer = resolve)) });
  }
}

/** Whether what comes afterwards may come now. */
async function isOver() {
  let over = false;
  void afterwards().then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('while its files come nothing waits for Python, while it starts and answers all does', async () => {
  const python = new Starting();
  const { service } = python;
  service.entered('downloading');
  assert.ok(await isOver());
  service.entered('compiling');
  const answered = service.ask(request);
  service.entered('importing');
  assert.ok(!(await isOver()));
  service.entered('ready');
  assert.ok(!(await isOver()), 'the reader waits for the answer, too');
  python.answer({ kind: 'done', text: '1', buffers: [] });
  await answered;
  assert.ok(await isOver());
});

test('nothing waits for a Python that was asked nothing, did not start, or started anew', async () => {
  const [idle, lost, again] = [new Starting().service, new Starting().service, new Starting().service];
  for (const service of [idle, lost, again]) service.entered('compiling');
  again.entered('downloading'); // after all from its packs
  idle.entered('ready');
  lost.fail(new LoadError('', 'Python broke down.'));
  assert.ok(await isOver());
  again.entered('compiling');
  assert.ok(!(await isOver()));
  again.entered('ready');
  assert.ok(await isOver());
});
