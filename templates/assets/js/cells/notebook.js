// @ts-check
// The cells of a page, in order: they run one after the other, in one Python, whose names they share.

import { LoadError } from '../load/loader.js';
import { Stopped } from '../python/interpreter.js';
import { say } from '../base/words.js';

/** @import { Service } from '../python/service.js' */
/** @import { Bringing } from '../python/needs.js' */
/** @import { Cell } from './cell.js' */
/** @import { Raised } from './output.js' */
/** @import { Fetching } from './standing.js' */

/** @typedef {(name: string, tell: (how: Partial<Bringing>) => void, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>} Fetch */

const ROUNDS = 3; // of fetching for one run

export class Notebook {
  /** @type {Cell[]} */
  #cells = [];
  /** @type {{ cell: Cell, code: string }[]} */
  #waiting = []; // with the code that each was asked to run: what is shown may be another by its turn
  /** @type {Set<Cell>} */
  #known = new Set(); // whose names Python has
  /** @type {Set<string>} */
  #brought = new Set(); // names of the packages that Python has
  /** @type {Cell | undefined} */
  #attended;
  /** @type {Cell | undefined} */
  #current;
  #stop = new AbortController(); // of the current one
  #service;
  #fetch;

  /**
   * @param {Service} service  the cells' own
   * @param {Fetch} fetch  a package, by its name
   */
  constructor(service, fetch) {
    this.#service = service;
    this.#fetch = fetch;
  }

  /** @param {Cell} cell  the next */
  add(cell) {
    this.#cells.push(cell);
  }

  /** The reader acts on this cell: it alone speaks, of many that may run at once. @param {Cell} cell */
  attend(cell) {
    if (cell === this.#attended) return;
    const before = this.#attended;
    this.#attended = cell;
    before?.show();
    cell.show();
  }

  /** @param {Cell} cell */
  attends(cell) {
    return cell === this.#attended;
  }

  /** @param {Cell} cell */
  run(cell) {
    if (cell.busy) return;
    this.attend(cell);
    cell.queue();
    this.#waiting.push({ cell, code: cell.source.text });
    void this.#work();
  }

  /** All that the reader knows: an edit that a link brought is run where it stands, or not at all. @param {Cell} cell */
  runAbove(cell) {
    for (const other of this.#before(cell)) if (!other.unasked) this.run(other);
  }

  /** Whether Python has this package. @param {string} name */
  has(name) {
    return this.#brought.has(name);
  }

  /** What running all above this cell has the page fetch. @param {Cell} cell @returns {Fetching[]} */
  wantedAbove(cell) {
    const wanted = this.#before(cell).flatMap(({ unasked, wants }) => (unasked ? [] : wants)).filter(({ bytes }) => bytes);
    return [...new Map(wanted.map((each) => [each.name, each])).values()];
  }

  /** The cells that running all above this one leaves out. @param {Cell} cell @returns {string[]}  their ids */
  leftOut(cell) {
    return this.#before(cell).filter(({ unasked }) => unasked).map(({ id }) => id);
  }

  /** What cells have the page fetch is another. */
  show() {
    for (const cell of this.#cells) cell.show();
  }

  /** Ends it; one that only waits goes back to how it was, and so do those behind it. @param {Cell} cell */
  stop(cell) {
    if (cell === this.#current) return this.#stop.abort();
    this.#giveUp(this.#waiting.findIndex((waiting) => waiting.cell === cell));
  }

  /** Whatever Python knew is gone. */
  forget() {
    this.#known.clear();
    this.#brought.clear();
    this.show();
  }

  /** @param {import('../python/service.js').Status} status  of the service */
  heard(status) {
    if (status.state === 'booting') this.forget();
    for (const cell of this.#cells) cell.heard(status);
  }

  async #work() {
    if (this.#current) return;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#current = next.cell;
      this.#stop = new AbortController();
      await this.#run(next.cell, next.code);
      this.#current = undefined;
    }
  }

  /**
   * @param {Cell} cell
   * @param {string} code
   */
  async #run(cell, code) {
    if (this.#service.status.state === 'failed') this.#service.retry();
    cell.begin();
    const loses = this.#known.size > 0; // what it knows, where Python ends
    try {
      const raised = await this.#ask(cell, code);
      this.#known.add(cell);
      cell.finish(raised);
    } catch (error) {
      const why = this.#stop.signal.aborted ? say('Stopped.') : error instanceof Error ? error.message : String(error);
      const lost = loses && error instanceof Stopped;
      if (error instanceof Stopped) this.forget();
      cell.stopped(lost ? say('{why} What cells had made is gone with it: run those above again first.', { why }) : why);
      this.#giveUp(0);
    }
    if (cell.begun) this.#outdate(cell, code);
  }

  /**
   * Runs it; before that, what it imports is fetched, where Python says that it is not there yet.
   *
   * @param {Cell} cell
   * @param {string} code
   * @returns {Promise<Raised | null>}
   */
  async #ask(cell, code) {
    const { signal } = this.#stop;
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = await this.#service.ask({
        method: 'run',
        args: { post: cell.post, cell: cell.id, code, unrun: this.#missing(cell) },
        part: (part) => cell.take(JSON.parse(part.text), code),
        printed: ({ text, stream }) => cell.take({ [stream]: `${text}\n` }, code),
        signal,
      });
      const reply = JSON.parse(text);
      if (kind === 'failed') throw new LoadError('', reply.message);
      if (!reply?.needs) return reply;
      for (const name of reply.needs) await this.#bring(name, cell);
      signal.throwIfAborted();
    }
    throw new LoadError('', say('The cell needs more and more.'));
  }

  /**
   * To give up what is handed over already would end the Python that takes it, and with it what cells have made.
   *
   * @param {string} name  of a package
   * @param {Cell} cell  that imports it
   */
  async #bring(name, cell) {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    try {
      const pack = await this.#fetch(name, (how) => cell.fetching({ name, ...how }), signal);
      signal.throwIfAborted();
      await this.#service.ask({ method: 'mount', args: {}, buffers: [pack] });
      this.#brought.add(name);
    } finally {
      cell.fetching(undefined);
      this.show();
    }
  }

  /**
   * What follows from a cell that has run: outputs made here, and those of the build where it ran with another code.
   *
   * @param {Cell} cell
   * @param {string} code  that ran
   */
  #outdate(cell, code) {
    const changed = code !== cell.source.published;
    for (const other of this.#cells.slice(this.#cells.indexOf(cell) + 1)) if (other.live || changed) other.outdate();
  }

  /** The cells above that have not run, with their code: Python names the one whose names are missed. @param {Cell} cell */
  #missing(cell) {
    return this.#before(cell).filter((other) => !this.#known.has(other)).map(({ id, source }) => [id, source.text]);
  }

  /** @param {Cell} cell */
  #before(cell) {
    return this.#cells.slice(0, this.#cells.indexOf(cell));
  }

  /** @param {number} from  this place among those that wait */
  #giveUp(from) {
    if (from >= 0) for (const { cell } of this.#waiting.splice(from)) cell.leave();
  }
}
