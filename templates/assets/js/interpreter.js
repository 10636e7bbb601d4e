// @ts-check
/**
 * One run of Python: from its first byte to its end, which comes once and says why.
 *
 * @typedef {import('./load.js').Entry} Entry
 * @typedef {import('./engine/worker.js').Reply} Reply
 * @typedef {import('./engine/worker.js').Ask} Ask  its question is JSON text
 * @typedef {{ packs: Record<string, Entry>, posts: Record<string, Entry> }} Manifest
 * @typedef {'downloading' | 'compiling' | 'starting Python' | 'importing' | 'ready'} Stage
 */
import { fileName, Loader, LoadError } from './load.js';

const LIBRARY = ['stdlib', 'numpy', 'modules'];
const STALL = 10; // seconds without a byte while bytes are owed
const STUCK = 20; // seconds without a change of stage
const SILENCE = 60; // seconds without an answer while answers are owed
const TICK = 0.5; // seconds; time is counted in ticks, so that a computer that slept has not stalled

export class Interpreter {
  /**
   * @param {Manifest} manifest
   * @param {Loader} loader  outlives this run: what it holds need not be fetched again
   * @param {(stage: Stage) => void} onstage
   * @param {(error: LoadError) => void} onend
   */
  constructor(manifest, loader, onstage, onend) {
    this.manifest = manifest;
    this.loader = loader;
    this.onstage = onstage;
    this.onend = onend;
    /** @type {Stage} */
    this.stage = 'downloading';
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {LoadError | undefined} */
    this.ending = undefined;
    /** @type {Map<number, { resolve: (text: string) => void, reject: (error: Error) => void }>} */
    this.owed = new Map();
    this.asked = 0;
    this.silence = 0; // seconds since there was last a sign of life
    this.clock = setInterval(() => this.tick(), TICK * 1000);
    /** @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.ready.catch(() => {}); // `onend` is told as well
    this.load().catch((error) => this.end(named(error)));
  }

  /**
   * @param {Omit<Ask, 'kind' | 'id'>} question
   * @returns {Promise<string>}  the reply's JSON text; rejects with the reason when Python ends before it has replied
   */
  async ask(question) {
    await this.ready;
    return new Promise((resolve, reject) => {
      if (this.ending) return reject(this.ending);
      if (!this.owed.size) this.silence = 0;
      const id = ++this.asked;
      this.owed.set(id, { resolve, reject });
      this.worker?.postMessage({ kind: 'ask', id, ...question });
    });
  }

  /** Something has come: the loader's bytes are a sign of life, too. */
  alive() {
    this.silence = 0;
    if (this.stage === 'downloading' && this.loader.complete) this.enter('compiling');
  }

  /** Stops Python at once, whatever it is doing. @param {LoadError} error  why */
  end(error) {
    if (this.ending) return;
    this.ending = error;
    clearInterval(this.clock);
    this.worker?.terminate();
    this.reject?.(error);
    for (const { reject } of this.owed.values()) reject(error);
    this.owed.clear();
    this.onend(error);
  }

  async load() {
    const missing = ['WebAssembly', 'DecompressionStream', 'Worker'].find((name) => !(name in globalThis));
    if (missing) throw new LoadError('', `This browser has no ${missing}, without which Python cannot run in a page.`);
    const { packs, posts } = this.manifest;
    const files = [...LIBRARY.map((name) => packs[name]), ...Object.values(posts)];
    const [worker, module, ...contents] = await Promise.all([
      this.loader.bytes(packs.engine).then((engine) => this.employ(engine)),
      this.loader.module(packs.wasm),
      ...files.map((entry) => this.loader.bytes(entry)),
    ]);
    if (this.ending) return;
    const copies = contents.map((bytes) => bytes.slice());
    // The worker lies at an address of its own, to which the page's relative ones mean nothing.
    const { url, bytes } = packs.rest;
    const rest = { url: new URL(url, document.baseURI).href, bytes, file: fileName(packs.rest) };
    worker.postMessage({ kind: 'boot', module, packs: copies, rest }, copies.map(({ buffer }) => buffer));
  }

  /**
   * Starts the worker from memory, so that it inherits the page's security policy.
   *
   * @param {Uint8Array<ArrayBuffer>} engine
   */
  employ(engine) {
    const script = new Blob([engine, '\nserve(self);\n'], { type: 'text/javascript' });
    this.address = URL.createObjectURL(script);
    const worker = started(this.address);
    worker.onmessage = ({ data }) => this.hear(data);
    worker.onmessageerror = () => this.end(new LoadError('', 'The worker that runs Python sent what cannot be read.'));
    worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message || 'a security policy or an extension may forbid it';
      this.end(new LoadError('', `The worker that runs Python failed (${words(reason)}).`));
    };
    this.worker = worker;
    if (this.ending) worker.terminate();
    return worker;
  }

  /** @param {Reply} reply */
  hear(reply) {
    this.silence = 0;
    if (reply.kind === 'stage') return this.enter(reply.stage);
    if (reply.kind === 'failed') return this.end(new LoadError('', reply.reason));
    if (reply.kind === 'answered') {
      this.owed.get(reply.id)?.resolve(reply.text);
      return void this.owed.delete(reply.id);
    }
    this.enter('ready');
    if (this.address) URL.revokeObjectURL(this.address);
    this.resolve?.();
  }

  /** @param {Stage} stage */
  enter(stage) {
    if (this.ending) return;
    this.stage = stage;
    this.silence = 0;
    this.onstage(stage);
  }

  tick() {
    this.silence += TICK;
    const { stage, silence } = this;
    if (stage === 'ready') {
      if (this.owed.size && silence >= SILENCE) {
        this.end(new LoadError('', `Python was stopped: it had computed for ${SILENCE} seconds without an answer.`));
      }
    } else if (this.loader.owed.size) {
      if (silence >= STALL) this.loader.stall(STALL);
    } else if (silence >= STUCK) {
      this.end(new LoadError('', `Python did not start: nothing happened for ${STUCK} seconds after “${stage}”.`));
    }
  }
}

/** @param {string} address */
function started(address) {
  try {
    return new Worker(address, { type: 'module' });
  } catch (error) {
    throw new LoadError('', `This browser refused to start the worker that runs Python (${words(error)}).`);
  }
}

/** @param {unknown} error  @returns {LoadError} */
function named(error) {
  return error instanceof LoadError ? error : new LoadError('', `Python could not be started (${words(error)}).`);
}

/** @param {unknown} error  what it says, without a full stop */
function words(error) {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
