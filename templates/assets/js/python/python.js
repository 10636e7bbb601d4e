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
 * @property {string} computing  the figure that has been computed for more than a second, or ""
 * @property {import('./engine/worker.js').Rest} [fetching]  the file that the computation waits for
 *
 * @typedef {Record<string, number | string>} Values  of controls, by name
 * @typedef {'wide' | 'narrow'} Width
 * @typedef {Record<string, { value: string, text: string, unit: string, pinned: string }>} Readouts
 *
 * @typedef {object} Question  what a figure shows for a state
 * @property {Values} state  what is left out is at its default
 * @property {Values | null} [pin]  the state that is pinned behind it, if any; its view choices do not count
 * @property {string[]} widths  "wide", "narrow" or both, each once
 * @property {number | null} [place]  then the answer holds a look at it for each width
 *
 * @typedef {object} LookQuestion  what is read off at one place: `x`, `place`, or `place` and `marks` from it
 * @property {Values} state
 * @property {Values | null} [pin]
 * @property {string} width
 * @property {number} [x]  in the drawing's units
 * @property {number} [place]  from 1; beyond the last means the last
 * @property {1 | -1} [marks]
 *
 * @typedef {object} Note
 * @property {string} text
 * @property {string} link  the words of a link that sets the controls in `state`, or ""
 * @property {Values} state
 *
 * @typedef {object} Look
 * @property {number} place
 * @property {number} last
 * @property {number} x  in the drawing's units
 * @property {string} overlay  an svg element of the drawing's size
 * @property {Readouts} readouts  of the probe's outputs
 * @property {string} sentence
 * @property {number | null} row  in the table's body, from 0
 *
 * @typedef {object} Answer
 * @property {Values} state
 * @property {Record<string, string>} drawings
 * @property {Readouts} readouts
 * @property {Record<string, string>} clauses  of the page's text
 * @property {Record<string, string>} controls
 * @property {string} sentence
 * @property {Note[]} notes
 * @property {string} table
 * @property {Record<string, Look>} looks  by width; empty unless a place was asked for
 */
import { Displaced, Interpreter, Stopped } from './interpreter.js';
import { Loader, LoadError } from '../load/loader.js';
import { bestWay } from '../load/circumstances.js';
import { say } from '../base/words.js';

const PACE = 200; // ms between two reports of progress: each is painted, on a machine that has better things to do

export { Stopped };

/** What a figure's Python raised. `detail` is the traceback, of the figure's own frames. */
class FigureError extends Error {
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
    /** @type {{ way: Promise<import('../load/plan.js').Way> } | undefined} */
    this.choice = undefined;
    this.crashed = false; // and has answered nothing since
    this.loader = new Loader(() => this.progressed());
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.report = undefined;
    /** @type {Status} */
    this.status = { state: 'idle', stage: '', loaded: 0, total: 0, file: '', reason: '', computing: '' };
  }

  /** Starts to load, unless that was done. What comes of it is in the status. */
  start() {
    if (this.interpreter) return;
    this.change({ state: 'booting', stage: 'downloading', file: '', reason: '', computing: '', fetching: undefined });
    this.choice ??= { way: bestWay(this.manifest.bill) };
    this.interpreter = new Interpreter(this.manifest, this.loader, this.choice, {
      entered: (stage) => this.change({ state: stage === 'ready' ? 'ready' : 'booting', stage }),
      computing: (figure) => this.change({ computing: figure }),
      fetching: (rest) => this.change({ fetching: rest }),
      ended: (error) => this.ended(error),
    });
  }

  /** Bytes have come. */
  progressed() {
    this.interpreter?.alive();
    this.report ??= setTimeout(() => {
      this.report = undefined;
      this.change({});
    }, PACE);
  }

  /** Ends a computation, if one is on its way. Python starts again by itself; what waited behind it is computed then. */
  stop() {
    this.interpreter?.stop();
  }

  /**
   * What was stopped leaves Python to be started again, out of memory. What crashed, too: but not twice in a row.
   * @param {LoadError | Stopped} error
   */
  ended(error) {
    const crashed = !(error instanceof Stopped);
    if (crashed && (this.crashed || this.interpreter?.stage !== 'ready')) {
      return this.change({ state: 'failed', file: error.file, reason: error.message });
    }
    this.crashed = crashed;
    this.interpreter = undefined;
    this.start();
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
   * @param {Question} question
   * @returns {Promise<Answer>}  rejects with whole sentences: a LoadError, the FigureError that the figure raised, or
   *   Stopped where this very question had to be ended
   */
  async ask(post, figure, question) {
    return (await this.pose(post, figure, 'answer', question)).answer;
  }

  /**
   * What is read off at one place of a figure's picture; quick after an answer to the same state.
   *
   * @param {string} post
   * @param {string} figure
   * @param {LookQuestion} question
   * @returns {Promise<Look>}  rejects as `ask` does
   */
  async look(post, figure, question) {
    return (await this.pose(post, figure, 'look', question)).look;
  }

  /**
   * @param {string} post
   * @param {string} figure
   * @param {import('./engine/worker.js').Method} method
   * @param {Question | LookQuestion} question
   * @returns {Promise<{ answer: Answer, look: Look }>}  the one that was asked for
   */
  async pose(post, figure, method, question) {
    if (post !== this.manifest.post) throw new LoadError('', say('This page has no figures of “{post}”.', { post }));
    const reply = JSON.parse(await this.reply({ post, figure, method, question: JSON.stringify(question) }));
    this.crashed = false;
    if (!reply.error) return reply;
    const message = reply.error.message.replaceAll('/posts/', '');
    const why = `${message}${/[.!?…]$/.test(message) ? '' : '.'}`;
    throw new FigureError(
      say('The figure “{figure}” could not be computed: {why}', { figure, why }),
      reply.error.traceback.replaceAll('/posts/', ''),
    );
  }

  /**
   * Asks until it was this question's turn.
   *
   * @param {Parameters<Interpreter['ask']>[0]} question
   * @returns {Promise<string>}
   */
  async reply(question) {
    this.start();
    try {
      return await /** @type {Interpreter} */ (this.interpreter).ask(question);
    } catch (error) {
      if (error instanceof Displaced) return this.reply(question);
      throw error;
    }
  }

  /** @param {(status: Status) => void} listener  called with every change, from now on */
  onstatus(listener) {
    this.listeners.add(listener);
  }

  /** @param {Partial<Status>} change */
  change(change) {
    const { loaded, total } = this.loader;
    this.status = { ...this.status, loaded, total, ...change };
    for (const listener of this.listeners) listener(this.status);
  }
}
