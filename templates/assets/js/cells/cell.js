// @ts-check
// One cell come alive: its buttons and keys, what it says, how it stands. It runs nothing itself: its notebook does.

import { megabytes } from '../base/amounts.js';
import { copyText } from '../base/clipboard.js';
import { one, setAttribute, setText } from '../base/dom.js';
import { pageAddress } from '../base/page-address.js';
import { say } from '../base/words.js';
import { read, written } from './difference.js';
import { imported } from './imported.js';
import { Kept } from './kept.js';
import { fragmentOf, leaveLink, readdress } from './link.js';
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
 * @property {(name: string) => boolean} has
 * @property {(cell: Cell) => Fetching[]} wantedAbove
 * @property {() => void} show
 */

export class Cell {
  /** @type {Circumstances} */
  #now = { turn: '', outcome: 'static', behind: false, why: '', wants: [] };
  begun = false; // what it was last told to run
  #outdated = false; // by a cell above
  /** The code that the output is of, where that is known. @type {string | undefined} */
  #ran;
  #remark = ''; // on what has just been done with it: said before how it stands
  #edits;
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
    this.#edits = new Kept(host.id, this.source.published);
    const { published, saved } = this.source;
    this.#ran = host.dataset.status === 'stale' ? undefined : (saved ?? published); // so it was when this page was saved
    const edit = this.#edits.now ?? saved;
    this.#sizes = weights;
    this.#wanted = (host.dataset.wants ?? '').split(' ').filter(Boolean);
    this.#bind();
    for (const actions of host.querySelectorAll('.actions')) actions.removeAttribute('hidden');
    const sizes = new ResizeObserver(() => requestAnimationFrame(() => this.#measure())); // else the page would be laid out twice
    sizes.observe(one(host, '.output', HTMLElement));
    if (edit === undefined) this.#changed();
    else this.source.edit(edit, { focus: false });
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

  /**
   * Shows the edit that a link brings, and runs nothing: it may be anybody's. The reader's own is not lost.
   *
   * @param {string} link
   */
  async open(link) {
    const { text, why } = await read(this.source.published, link);
    if (text === undefined) return this.#say(why);
    if (text === this.source.text) return;
    this.#edits.lay(text);
    this.source.edit(text, { focus: false });
    const own = this.#edits.earlier !== undefined;
    this.#say(own ? say('This edit came with the link; it has not been run. Yours is still there.') : say('This edit came with the link; it has not been run.'));
  }

  /** Brings it into view: in a frame it moves this page only, as scrollIntoView() would not. */
  scrollTo() {
    const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    scrollBy({ top: this.#host.getBoundingClientRect().top - room });
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

  /** It is its turn: Python may have to come first. @returns {string}  what is to run */
  begin() {
    this.begun = false;
    this.#set({ turn: 'running' });
    return this.source.text;
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
    const { edited, published, text } = this.source;
    if (text !== (this.#edits.now ?? published)) this.#hold(text);
    const names = edited ? imported(text).filter((name) => this.#sizes.has(name)) : this.#wanted;
    const asked = this.#now.wants.map(({ name }) => name).join();
    this.#now.wants = names.map((name) => ({ name, bytes: this.#sizes.get(name) ?? 0 }));
    if (names.join() !== asked) this.#notebook.show(); // cells below say what all above fetch
    this.show();
  }

  /** The reader has made this of it. @param {string} text */
  #hold(text) {
    this.#remark = '';
    this.#edits.hold(text);
    leaveLink(this.id);
  }

  /** Leads back to what the edit took the place of. */
  #reset() {
    this.#remark = '';
    this.#edits.drop();
    leaveLink(this.id);
    if (this.#edits.now === undefined) return this.source.reset();
    this.source.mark(0);
    this.source.edit(this.#edits.now);
  }

  async #share() {
    const link = await written(this.source.published, this.source.text).catch(() => null); // some browsers cannot pack it
    if (link === null) return this.#say(say('This edit is too long for a link.'));
    const hash = fragmentOf(this.id, link);
    const copied = await copyText((pageAddress() || location.href.replace(/#.*/, '')) + hash);
    if (!copied) readdress(hash);
    this.#say(copied ? say('Link copied.') : say('This browser does not let the page copy: the link stands in its address bar.'));
  }

  /** @param {string} remark  a sentence */
  #say(remark) {
    this.#remark = remark;
    this.show();
  }

  /** Writes how it stands. */
  show() {
    this.#now.behind = this.#outdated || this.source.text !== this.#ran;
    const { turn } = this.#now;
    const { text, percent = '' } = line({ ...this.#now, wants: this.wants }, this.#python);
    setAttribute(this.#host, 'data-status', standing(this.#now));
    setAttribute(this.#host, 'aria-busy', turn === 'running' ? 'true' : null);
    setText(one(this.#host, '.status-text', HTMLElement), turn ? text : this.#remark || text);
    setText(one(this.#host, '.status-percent', HTMLElement), percent);
    setText(this.#host.querySelector('.run-above'), allAbove(this.#notebook.wantedAbove(this)));
    this.#offer('run', turn === '');
    this.#offer('stop', turn !== '');
    this.#offer('edit', !this.source.open);
    this.#offer('reset', this.source.open);
    this.#offer('share', this.source.edited);
    const back = this.#edits.earlier === undefined ? say('Reset') : say('Back to my edit');
    setText(this.#button('reset'), back);
    const mark = one(this.#host, '.edited', HTMLElement);
    mark.hidden = !this.source.edited;
    setText(mark, this.#edits.kept ? say('edited') : say('edited, and not kept: this browser has no room for it'));
  }

  /** Whether all of the output is seen: in a fold that is closed nobody knows. */
  #measure() {
    if (!this.#output.seen) return;
    this.#offer('show-all', this.#output.capped || this.#isShown);
  }

  /**
   * A button that goes leaves the focus in the code.
   *
   * @param {string} name
   * @param {boolean} offered
   */
  #offer(name, offered) {
    const button = this.#button(name);
    if (!offered && button === document.activeElement) this.source.focus();
    button.hidden = !offered;
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
    this.#press('reset', () => this.#reset());
    this.#press('share', () => void this.#share());
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

/** What the button says that runs them. @param {Fetching[]} wants  what they have the page fetch */
function allAbove(wants) {
  if (!wants.length) return say('Run all above');
  const files = wants.map(({ name }) => name).join(', ');
  return say('Run all above (fetches {files}, {size})', { files, size: megabytes(wants.reduce((sum, { bytes = 0 }) => sum + bytes, 0)) });
}
