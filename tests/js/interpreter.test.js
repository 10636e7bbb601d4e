// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interpreter } from '../../templates/assets/js/python/interpreter.js';
import { BILL } from './entries.js';

/** @type {FakeWorker[]} */
let employed = [];

class FakeWorker {
  working = true;

  constructor() {
    employed.push(this);
  }

  terminate() {
    this.working = false;
  }

  postMessage() {}
}

/** Reads when it is told to. */
class FakeReader {
  /** @type {(() => void)[]} */
  static waiting = [];
  result = 'data:text/javascript,';

  /** @param {string} _ @param {() => void} heard */
  addEventListener(_, heard) {
    FakeReader.waiting.push(heard);
  }

  readAsDataURL() {}
}

/** Lets everything run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const bill = BILL.filter(({ when }) => when === 'start').map((entry) => ({ ...entry, parts: entry.parts.map((part) => ({ ...part, url: `#${entry.name}.bin` })) }));

test('a worker that is no longer wanted once its script has been read is not started', async () => {
  Object.assign(globalThis, { Worker: FakeWorker, FileReader: FakeReader, document: { baseURI: 'file:///page.html' } });
  const claim = { bytes: async () => new Uint8Array(1), module: async () => ({}), release() {}, owed: [] };
  const loader = { claim: () => claim };
  const hear = { arrived() {}, entered() {}, slow() {}, fetching() {}, printed() {}, ended() {} };
  const lasting = { way: Promise.resolve(/** @type {const} */ ('snapshot')) };
  const python = new Interpreter('figures', bill, /** @type {any} */ (loader), lasting, hear);
  clearInterval(python.clock);
  await settled();
  const { warn } = console;
  console.warn = () => {};
  python.fallBack(new Error('The snapshot does not fit.'));
  console.warn = warn;
  await settled();
  FakeReader.waiting.forEach((heard) => heard());
  await settled();
  assert.equal(FakeReader.waiting.length, 2);
  assert.deepEqual(employed.map(({ working }) => working), [true]);
});

test('what a service prints while it makes parts is none, and is told of unless who asked hears of it', () => {
  const [made, told, heard] = [[], [], []].map((list) => /** @type {object[]} */ (list));
  const lasting = { way: /** @type {Promise<'packs'>} */ (new Promise(() => {})) }; // nothing is loaded
  const hear = { arrived() {}, entered() {}, slow() {}, fetching() {}, printed: (/** @type {object} */ line) => told.push(line), ended() {} };
  const python = new Interpreter('sums', [], /** @type {any} */ ({}), lasting, hear);
  clearInterval(python.clock);
  const request = { method: /** @type {const} */ ('call'), args: {}, part: (/** @type {object} */ part) => made.push(part) };
  const [line, part] = [{ text: 'so far', stream: /** @type {const} */ ('stdout') }, { text: '1', buffers: [] }];
  void python.ask(request);
  python.hear({ kind: 'part', id: 1, ...part });
  python.hear({ kind: 'printed', id: 1, line });
  void python.ask({ ...request, printed: (each) => heard.push(each) });
  python.hear({ kind: 'printed', id: 2, line });
  assert.deepEqual([made, told, heard], [[part], [line], [line]]);
});
