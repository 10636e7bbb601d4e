// @ts-check
/**
 * Python for the figures of a page: fetches the runtime, runs it in a worker, passes questions and answers.
 *
 * What arrived stays here, unpacked and compiled, so that a restart fetches nothing that had come.
 *
 * @typedef {import('./interpreter.js').Manifest} Manifest
 * @typedef {import('./interpreter.js').Stage} Stage
 *
 * @typedef {object} Status
 * @property {'idle' | 'booting' | 'ready' | 'failed'} state
 * @property {Stage | ''} stage
 * @property {number} loaded  bytes that have arrived
 * @property {number} total  bytes to arrive
 * @property {string} file  the file that a failure is about, or ""
 * @property {string} reason  why it failed: whole sentences, which name the file; or ""
 *
 * @typedef {object} Answer
 * @property {Record<string, number | string>} state
 * @property {Record<string, string>} drawings
 * @property {Record<string, { value: string, text: string, unit: string }>} readouts
 * @property {Record<string, string>} controls
 * @property {string} sentence
 * @property {string[]} notes
 * @property {string} table
 */
import { Interpreter } from './interpreter.js';
import { Loader, LoadError } from './load.js';

/** What a figure's Python raised. `detail` is the traceback, of the figure's own frames. */
export class FigureError extends Error {
  /**
   * @param {string} message  a whole sentence
   * @param {string} detail
   */
  constructor(message, detail) {
    super(message);
    this.detail = detail;
  }
}

/** Nothing is fetched before `start` or `ask`. @param {Manifest} manifest  addresses relative to the page */
export function createPython(manifest) {
  return new Python(manifest);
}

class Python {
  /** @param {Manifest} manifest */
  constructor(manifest) {
    this.manifest = manifest;
    /** @type {Set<(status: Status) => void>} */
    this.listeners = new Set();
    /** @type {Interpreter | undefined} */
    this.interpreter = undefined;
    const { rest: _, ...packs } = manifest.packs;
    this.loader = new Loader([...Object.values(packs), ...Object.values(manifest.posts)], (loaded) => {
      this.change({ loaded });
      this.interpreter?.alive();
    });
    /** @type {Status} */
    this.status = { state: 'idle', stage: '', loaded: 0, total: this.loader.total, file: '', reason: '' };
  }

  /** Starts to load, unless that was done. What comes of it is in the status. */
  start() {
    if (this.interpreter) return;
    this.change({ state: 'booting', stage: 'downloading', file: '', reason: '' });
    this.interpreter = new Interpreter(
      this.manifest,
      this.loader,
      (stage) => this.change({ state: stage === 'ready' ? 'ready' : 'booting', stage }),
      ({ file, message }) => this.change({ state: 'failed', file, reason: message }),
    );
  }

  /** Starts again after a failure; files that arrived are kept. */
  retry() {
    if (this.status.state === 'failed') this.interpreter = undefined;
    this.start();
  }

  /**
   * What a figure shows for a state. Starts Python if need be, and waits for it.
   *
   * @param {string} post
   * @param {string} figure
   * @param {Record<string, number | string>} state
   * @param {string[]} widths
   * @returns {Promise<Answer>}  rejects with whole sentences: a LoadError, or the FigureError that the figure raised
   */
  async ask(post, figure, state, widths) {
    if (!(post in this.manifest.posts)) throw new LoadError('', `This page has no figures of “${post}”.`);
    this.start();
    const question = { post, figure, state: JSON.stringify(state), widths: JSON.stringify(widths) };
    const reply = await /** @type {Interpreter} */ (this.interpreter).ask(question);
    const { answer, error } = JSON.parse(reply);
    if (!error) return answer;
    const message = error.message.replaceAll('/posts/', '');
    throw new FigureError(
      `The figure “${figure}” could not be computed: ${message}${/[.!?…]$/.test(message) ? '' : '.'}`,
      error.traceback.replaceAll('/posts/', ''),
    );
  }

  /** @param {(status: Status) => void} listener  called with every change, from now on */
  onstatus(listener) {
    this.listeners.add(listener);
  }

  /** @param {Partial<Status>} change */
  change(change) {
    this.status = { ...this.status, ...change };
    for (const listener of this.listeners) listener(this.status);
  }
}
