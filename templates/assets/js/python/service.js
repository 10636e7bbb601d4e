// @ts-check
/**
 * One service of the page: a worker with a Python of its own, which answers one request after the other. What arrived for
 * it stays with the page, unpacked and compiled, so that a restart fetches nothing that had come.
 *
 * @typedef {import('./interpreter.js').Request} Request
 * @typedef {import('./interpreter.js').Outcome} Outcome
 * @typedef {import('./interpreter.js').Stage} Stage
 * @typedef {import('../load/plan.js').Entry} Entry
 *
 * @typedef {object} Status
 * @property {'idle' | 'booting' | 'ready' | 'failed'} state
 * @property {Stage | ''} stage
 * @property {number} loaded  bytes that have arrived
 * @property {number} total  bytes to arrive
 * @property {string} file  the file that a failure is about, or ""
 * @property {string} reason  why it failed: whole sentences, which name the file; or ""
 * @property {string} computing  for whom something has been computed for more than a second, or ""
 * @property {import('./engine/worker.js').Rest} [fetching]  the file that the computation waits for
 *
 * @typedef {Request & { whom?: string, signal?: AbortSignal }} Asked  whom: as the status says it
 * @typedef {Asked & { resolve: (outcome: Outcome) => void, reject: (error: Error) => void }} Waiting
 */
import { Interpreter, Stopped } from './interpreter.js';
import { LoadError } from '../load/loader.js';
import { comesFirst } from '../base/first.js';
import { say } from '../base/words.js';

const PACE = 200; // ms between two reports of progress: each is painted, on a machine that has better things to do

export class Service {
  /**
   * Nothing is fetched before `start` or `ask`.
   *
   * @param {string} name
   * @param {Entry[]} bill  of the page
   * @param {import('../load/loader.js').Loader} loader  of all services
   * @param {object} hear
   * @param {() => Promise<import('../load/plan.js').Way>} hear.way  on which to start, asked once
   * @param {() => void} hear.answered  each time: what has come may be kept now
   * @param {(status: Status) => void} hear.changed
   */
  constructor(name, bill, loader, hear) {
    this.name = name;
    this.bill = bill;
    this.loader = loader;
    this.told = hear;
    /** @type {Interpreter | undefined} */
    this.interpreter = undefined;
    /** @type {import('./interpreter.js').Lasting | undefined} */
    this.lasting = undefined;
    /** @type {Waiting[]} */
    this.waiting = [];
    /** @type {Waiting | undefined} */
    this.current = undefined;
    this.crashed = false; // and has answered nothing since
    this.waitIsOver = () => {}; // of the reader, from when all files are here to the answer to what was asked meanwhile
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.report = undefined;
    /** @type {Status} */
    this.status = { state: 'idle', stage: '', loaded: 0, total: 0, file: '', reason: '', computing: '' };
  }

  /** Starts to load, unless that was done. What comes of it is in the status. */
  start() {
    if (this.interpreter) return;
    this.change({ state: 'booting', stage: 'downloading', file: '', reason: '', computing: '', fetching: undefined });
    this.lasting ??= { way: this.told.way() };
    this.interpreter = new Interpreter(this.name, this.bill, this.loader, this.lasting, {
      arrived: () => this.arrived(),
      entered: (stage) => this.entered(stage),
      slow: (slow) => this.change({ computing: slow ? (this.current?.whom ?? '') : '' }),
      fetching: (rest) => this.change({ fetching: rest }),
      printed,
      ended: (error) => this.ended(error),
    });
  }

  /**
   * Starts Python if need be, and waits for it.
   *
   * @param {Asked} request  its signal gives it up: if it is being computed already, that ends Python
   * @returns {Promise<Outcome>}  rejects with whole sentences: a LoadError, or Stopped where this very request had to be ended
   */
  ask(request) {
    return new Promise((resolve, reject) => {
      if (this.status.state === 'failed') return reject(this.failure);
      if (request.signal?.aborted) return reject(new Stopped(say('Stopped.'), true));
      const waiting = { ...request, resolve, reject };
      request.signal?.addEventListener('abort', () => this.withdraw(waiting), { once: true });
      this.waiting.push(waiting);
      this.start();
      this.next();
    });
  }

  /** Ends what is computed, if anything is. Python starts again by itself; what waited behind it is computed then. */
  stop() {
    this.interpreter?.stop();
  }

  /** Starts again after a failure; files that arrived are kept. */
  retry() {
    if (this.status.state === 'failed') this.interpreter = undefined;
    this.start();
  }

  get failure() {
    return new LoadError(this.status.file, this.status.reason);
  }

  /** @param {Waiting} request */
  withdraw(request) {
    if (request === this.current) return this.stop();
    if (!this.waiting.includes(request)) return;
    this.waiting = this.waiting.filter((other) => other !== request);
    request.reject(new Stopped(say('Stopped.'), true));
  }

  next() {
    if (this.current || this.status.state !== 'ready') return;
    this.current = this.waiting.shift();
    if (this.current) void this.compute(this.current);
    else this.waitIsOver();
  }

  /** @param {Waiting} request */
  async compute(request) {
    try {
      const outcome = await /** @type {Interpreter} */ (this.interpreter).ask(request);
      this.crashed = false;
      this.told.answered();
      request.resolve(outcome);
    } catch (error) {
      request.reject(/** @type {Error} */ (error));
    }
    this.current = undefined;
    this.next();
  }

  arrived() {
    this.report ??= setTimeout(() => {
      this.report = undefined;
      this.change({});
    }, PACE);
  }

  /** @param {Stage} stage */
  entered(stage) {
    this.change({ state: stage === 'ready' ? 'ready' : 'booting', stage });
    if (stage === 'downloading') this.waitIsOver(); // it was given up: more has to come
    if (stage === 'compiling') this.waitIsOver = comesFirst();
    this.next();
  }

  /**
   * What was stopped leaves Python to be started again, out of memory. What crashed, too: but not twice in a row.
   * @param {LoadError | Stopped} error
   */
  ended(error) {
    const crashed = !(error instanceof Stopped);
    if (crashed && (this.crashed || this.interpreter?.stage !== 'ready')) return this.fail(error);
    this.crashed = crashed;
    this.interpreter = undefined;
    this.start();
  }

  /** @param {LoadError} error */
  fail(error) {
    this.change({ state: 'failed', file: error.file, reason: error.message });
    this.waitIsOver();
    const { waiting } = this;
    this.waiting = [];
    for (const { reject } of waiting) reject(error);
  }

  /** @param {Partial<Status>} change */
  change(change) {
    const { loaded, total } = this.lasting?.claim ?? { loaded: 0, total: 0 };
    this.status = { ...this.status, loaded, total, ...change };
    this.told.changed(this.status);
  }
}

/** Nobody else hears of it. @param {import('./engine/worker.js').Printed} line */
function printed({ text, stream }) {
  if (stream === 'stderr') console.warn(text);
  else console.log(text);
}
