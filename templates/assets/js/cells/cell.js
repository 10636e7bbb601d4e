// @ts-check
// One cell come alive: what a reader can do with it, and how it stands. It runs nothing itself: its notebook does.

import { one, setAttribute, setText } from '../base/dom.js';
import { scrollToStart, unfold } from '../base/scroll.js';
import { Buttons } from './buttons.js';
import { Draft } from './draft.js';
import { imported } from './imported.js';
import { Output } from './output.js';
import { Source } from './source.js';
import { allAbove, line, standing } from './standing.js';

/** @import { Status } from '../python/service.js' */
/** @import { Part, Raised } from './output.js' */
/** @import { Circumstances, Fetching } from './standing.js' */

/**
 * @typedef {object} Notebook
 * @property {(cell: Cell) => void} run
 * @property {(cell: Cell) => void} runAbove
 * @property {(cell: Cell) => void} stop
 * @property {(cell: Cell) => void} attend
 * @property {(cell: Cell) => boolean} attends
 * @property {(cell: Cell) => string[]} leftOut
 * @property {(name: string) => boolean} has
 * @property {(cell: Cell) => Fetching[]} wantedAbove
 * @property {() => void} show
 */

export class Cell {
  /** @type {Circumstances} */
  #now = { turn: '', outcome: 'static', behind: false, why: '', brought: '', wants: [], remarks: [] };
  begun = false; // what it was last told to run
  #outdated = false; // by a cell above
  /** The code that the output is of, where that is known. @type {string | undefined} */
  #ran;
  #remark = ''; // on what has just been done with it
  #told = ''; // to cells below
  #buttons;
  #draft;
  #host;
  #notebook;
  #output;
  /** @type {Status} */
  #python;
  #sizes;
  #wanted; // by its code as it was published

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
    this.source = new Source(host, () => this.#changed());
    this.#draft = new Draft(host.id, this.source);
    const { published, saved } = this.source;
    this.#ran = host.dataset.status === 'stale' ? undefined : (saved ?? published); // so it was when this page was saved
    this.#sizes = weights;
    this.#wanted = (host.dataset.wants ?? '').split(' ').filter(Boolean);
    this.#buttons = new Buttons(host, () => this.source.focus());
    this.#bind();
    for (const actions of host.querySelectorAll('.actions')) actions.removeAttribute('hidden');
    const sizes = new ResizeObserver(() => requestAnimationFrame(() => this.#measure())); // else the page would be laid out twice
    sizes.observe(one(host, '.output', HTMLElement));
  }

  /** It is among the others: shows what the reader left on the last visit. */
  wake() {
    this.#draft.restore();
    this.#changed();
  }

  /** Whether its code is an edit that a link brought, which nobody here has had run. */
  get unasked() {
    return this.#draft.unasked;
  }

  /** The packages that its code has the page fetch; without bytes: not from here. @returns {Fetching[]} */
  get wants() {
    return this.#now.wants.filter(({ name }) => !this.#notebook.has(name));
  }

  /** Whether its output was made in this page. */
  get live() {
    return this.#now.outcome !== 'static';
  }

  get busy() {
    return this.#now.turn !== '';
  }

  /** Shows the edit that a link brings, and runs nothing. @param {string} link */
  async open(link) {
    const place = one(this.#host, '.source', HTMLElement);
    const why = await this.#draft.open(link, { focus: place.contains(document.activeElement) });
    this.#notebook.attend(this);
    this.#note(why);
  }

  /** Brings it into view. */
  scrollTo() {
    unfold(this.#host);
    scrollToStart(this.#host);
  }

  /** It is to run, once others have. */
  queue() {
    this.#remark = '';
    this.#set({ turn: 'queued' });
  }

  /** It is not, after all. */
  leave() {
    this.#set({ turn: '' });
  }

  /** It is its turn: Python may have to come first. */
  begin() {
    this.begun = false;
    this.#set({ turn: 'running' });
  }

  /**
   * What Python tells of it. Until that has begun, the page stays as it was: it may never come.
   *
   * @param {Part} part
   * @param {string} code  that runs
   */
  take(part, code) {
    if (part.begun) this.#begins(code);
    else this.#output.take(part);
  }

  /** What it waits for, while it does. @param {Fetching | undefined} fetching */
  fetching(fetching) {
    this.#set({ fetching });
  }

  /** @param {Raised | null} raised */
  finish(raised) {
    if (raised) this.#output.fail(raised);
    if (raised?.cell === this.id && this.source.text === this.#ran) this.source.mark(raised.line);
    this.#set({ turn: '', outcome: raised ? 'error' : 'done' });
  }

  /** @param {string} why  a sentence */
  stopped(why) {
    this.#set({ turn: '', outcome: 'stopped', why });
  }

  /** What it follows from is not what it was. */
  outdate() {
    this.#outdated = true;
    this.show();
  }

  /** @param {Status} python */
  heard(python) {
    this.#python = python;
    if (this.busy) this.show();
  }

  /** @param {Partial<Circumstances>} change */
  #set(change) {
    this.#now = { ...this.#now, ...change };
    this.show();
  }

  /** @param {string} code */
  #begins(code) {
    this.begun = true;
    this.#ran = code;
    this.#outdated = false;
    this.#output.clear();
    this.source.mark(0);
  }

  /** Its code is another, or is open. */
  #changed() {
    const { edited, text } = this.source;
    if (this.#draft.follow()) {
      this.#remark = '';
      this.#notebook.attend(this);
    }
    const names = edited ? imported(text).filter((name) => this.#sizes.has(name)) : this.#wanted;
    this.#now.wants = names.map((name) => ({ name, bytes: this.#sizes.get(name) ?? 0 }));
    this.show();
    this.#tell();
  }

  /** Cells below say what running all above fetches, and what it leaves out. */
  #tell() {
    const told = [this.unasked, ...this.#now.wants.map(({ name }) => name)].join();
    if (told === this.#told) return;
    this.#told = told;
    this.#notebook.show();
  }

  #drop() {
    this.#remark = '';
    this.#draft.drop();
  }

  async #share() {
    this.#note(''); // the same sentence again would not be spoken
    this.#note(await this.#draft.share());
  }

  /** @param {string} remark  a sentence */
  #note(remark) {
    this.#remark = remark;
    this.show();
  }

  /** Writes how it stands. */
  show() {
    this.#now.behind = this.#outdated || this.source.text !== this.#ran;
    const { turn } = this.#now;
    const { brought, covers, mark, unkept } = this.#draft;
    const remarks = [this.#remark, unkept];
    const { text, percent = '' } = line({ ...this.#now, brought, wants: this.wants, remarks }, this.#python);
    const spoken = this.#notebook.attends(this);
    setAttribute(this.#host, 'data-status', standing(this.#now));
    setAttribute(one(this.#host, '.output', HTMLElement), 'aria-busy', turn === 'running' ? 'true' : null);
    setText(one(this.#host, '.status-text', HTMLElement), spoken ? text : '');
    setText(one(this.#host, '.status-quiet', HTMLElement), spoken ? '' : text);
    setText(one(this.#host, '.status-percent', HTMLElement), percent);
    this.#buttons.word('run-above', allAbove(this.#notebook.wantedAbove(this), this.#notebook.leftOut(this)));
    const { edited, open } = this.source;
    this.#buttons.offer({ run: turn === '', stop: turn !== '', edit: !open, reset: open && !covers, share: edited, back: covers });
    one(this.#host, '.edited', HTMLElement).hidden = !edited;
    setText(one(this.#host, '.edited', HTMLElement), mark);
  }

  /** Whether all of the output is seen: in a fold that is closed nobody knows. */
  #measure() {
    if (!this.#output.seen) return;
    this.#buttons.offer({ 'show-all': this.#output.capped || this.#isShown });
  }

  get #isShown() {
    return this.#showAll.getAttribute('aria-expanded') === 'true';
  }

  get #showAll() {
    return one(this.#host, '.show-all', HTMLButtonElement);
  }

  #bind() {
    const acts = {
      run: () => this.#run(),
      'run-above': () => this.#notebook.runAbove(this),
      stop: () => this.#stop(),
      edit: () => this.source.edit(),
      reset: () => this.#drop(),
      share: () => void this.#share(),
      back: () => this.#drop(),
      'show-all': () => this.#toggle(),
    };
    this.#buttons.bind(acts, () => this.#notebook.attend(this));
    one(this.#host, '.source', HTMLElement).addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.shiftKey || event.metaKey)) return;
      event.preventDefault();
      this.#run();
    });
  }

  #stop() {
    this.#notebook.stop(this);
    this.source.focus();
  }

  #toggle() {
    this.#output.show(!this.#isShown);
    setAttribute(this.#showAll, 'aria-expanded', String(!this.#isShown));
  }

  /** The reader goes on in the cell: a button that is gone holds no focus, and one that stays would run it again. */
  #run() {
    this.source.focus();
    if (this.busy) return;
    this.#draft.ask();
    this.#notebook.run(this);
    this.#tell();
  }
}
