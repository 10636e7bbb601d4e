// @ts-check
// One cell come alive: its buttons and keys, what it says, how it stands. It runs nothing itself: its notebook does.

import { one, setAttribute, setText } from '../base/dom.js';
import { Output } from './output.js';
import { Source } from './source.js';
import { line, standing } from './standing.js';

/** @import { Status } from '../python/service.js' */
/** @import { Part, Raised } from './output.js' */
/** @import { Circumstances, Fetching } from './standing.js' */

/**
 * @typedef {object} Notebook
 * @property {(cell: Cell) => void} run
 * @property {(cell: Cell) => void} runAbove
 * @property {(cell: Cell) => void} stop
 */

export class Cell {
  /** @type {Circumstances} */
  #now = { turn: '', outcome: 'static', behind: false, why: '', wants: [] };
  #outdated = false; // by a cell above
  #ran; // the code that the output is of
  #host;
  #notebook;
  #output;
  /** @type {Status} */
  #python;

  /**
   * @param {HTMLElement} host
   * @param {Notebook} notebook
   * @param {Status} python
   * @param {Map<string, number>} weights  bytes of the packages that can be fetched here
   */
  constructor(host, notebook, python, weights) {
    this.id = host.id;
    this.post = host.dataset.post ?? '';
    this.#host = host;
    this.#notebook = notebook;
    this.#python = python;
    this.#output = new Output(one(host, '.output', HTMLElement), host.id);
    this.source = new Source(host, () => this.#show());
    this.#ran = this.source.published;
    const wanted = (host.dataset.wants ?? '').split(' ').filter(Boolean);
    this.#now.wants = wanted.map((name) => ({ name, bytes: weights.get(name) ?? 0 }));
    this.#bind();
    for (const actions of host.querySelectorAll('.actions')) actions.removeAttribute('hidden');
    this.#show();
  }

  /** Whether its output was made in this page. */
  get live() {
    return this.#now.outcome !== 'static';
  }

  get busy() {
    return this.#now.turn !== '';
  }

  /** It is to run, once others have. */
  queue() {
    this.#set({ turn: 'queued' });
  }

  /** It is not, after all. */
  leave() {
    this.#set({ turn: '' });
  }

  /** It runs from now on. @returns {string}  what */
  begin() {
    this.#ran = this.source.text;
    this.#outdated = false;
    this.#output.clear();
    this.source.mark(0);
    this.#set({ turn: 'running' });
    return this.#ran;
  }

  /** @param {Part} part */
  take(part) {
    this.#output.take(part);
  }

  /** What it waits for, while it does. @param {Fetching | undefined} fetching */
  fetching(fetching) {
    this.#set({ fetching });
  }

  /** @param {Raised | null} raised */
  finish(raised) {
    if (raised) this.#output.fail(raised);
    if (raised?.cell === this.id) this.source.mark(raised.line);
    this.#set({ turn: '', outcome: raised ? 'error' : 'done' });
  }

  /** @param {string} why  a sentence */
  stopped(why) {
    this.#set({ turn: '', outcome: 'stopped', why });
  }

  /** What it follows from is not what it was. */
  outdate() {
    this.#outdated = true;
    this.#show();
  }

  /** @param {Status} python */
  heard(python) {
    this.#python = python;
    if (this.busy) this.#show();
  }

  /** @param {Partial<Circumstances>} change */
  #set(change) {
    this.#now = { ...this.#now, ...change };
    this.#show();
  }

  #show() {
    this.#now.behind = this.#outdated || this.source.text !== this.#ran;
    const { turn } = this.#now;
    setAttribute(this.#host, 'data-status', standing(this.#now));
    setAttribute(this.#host, 'aria-busy', turn === 'running' ? 'true' : null);
    setText(one(this.#host, '.cell-status', HTMLElement), line(this.#now, this.#python));
    this.#button('run').hidden = turn !== '';
    this.#button('stop').hidden = turn === '';
    this.#button('edit').hidden = this.source.open;
    this.#button('reset').hidden = !this.source.open;
    if (!turn) this.#button('show-all').hidden = !this.#output.capped && !this.#isShown;
  }

  get #isShown() {
    return this.#button('show-all').getAttribute('aria-expanded') === 'true';
  }

  #bind() {
    this.#press('run', () => this.#run());
    this.#press('stop', () => {
      this.#notebook.stop(this);
      this.source.focus();
    });
    this.#press('edit', () => this.source.edit());
    this.#press('reset', () => this.source.reset());
    this.#press('show-all', () => {
      this.#output.show(!this.#isShown);
      setAttribute(this.#button('show-all'), 'aria-expanded', String(!this.#isShown));
    });
    this.#host.querySelector('.run-above')?.addEventListener('click', () => this.#notebook.runAbove(this));
    this.#host.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.shiftKey || event.metaKey)) return;
      event.preventDefault();
      this.#run();
    });
  }

  /** The reader goes on in the cell: a button that is gone holds no focus, and one that stays would run it again. */
  #run() {
    this.source.focus();
    if (!this.busy) this.#notebook.run(this);
  }

  /**
   * @param {string} name
   * @param {() => void} act
   */
  #press(name, act) {
    this.#button(name).addEventListener('click', act);
  }

  /** @param {string} name */
  #button(name) {
    return one(this.#host, `button.${name}`, HTMLButtonElement);
  }
}
