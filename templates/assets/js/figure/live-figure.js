// @ts-check
// One figure come alive: the reader moves a control or follows a link, the state changes, Python is asked, the
// answer is shown. It knows no figure by name and computes nothing.

import { one, setAttribute } from '../base/dom.js';
import { Asker } from '../python/asker.js';
import { defaults, substance } from '../state/controls.js';
import { debounced } from '../state/debounce.js';
import { bindControls } from './figure-controls.js';
import { View } from './figure-view.js';
import { bindMarks } from './marks.js';
import { watch } from './near.js';
import { bindPan } from './pan.js';
import { parameters } from '../state/parameters.js';
import { fragment, holding, parse, query, told } from '../state/permalink.js';
import { Probe } from './probe.js';
import { Prose } from '../prose/prose.js';
import { Overtaken, Stopped } from '../python/python.js';
import { Standing } from './standing.js';
import { bindTakeAway } from '../take-away/take-away.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Hand, Moved, State } from '../state/kinds/kind.js' */
/** @import { Answer, Bringing, Download, DownloadQuestion, Look, LookQuestion, Question, Status } from '../python/python.js' */
/** @import { Stream } from '../python/streams.js' */
/** @import { Where } from './probe.js' */
/** @import { Wheel } from '../take-away/take-away.js' */

/**
 * @typedef {object} Python
 * @property {Status} status
 * @property {() => void} start
 * @property {() => void} retry
 * @property {(post: string, figure: string) => void} stop
 * @property {(post: string, figure: string) => Bringing | undefined} bringing
 * @property {(post: string, figure: string) => void} fetch
 * @property {(post: string, figure: string) => void} pause
 * @property {(post: string, figure: string) => Stream | undefined} streaming
 * @property {(post: string, figure: string) => number} parts
 * @property {() => Promise<void>} forget
 * @property {number} keptOffers
 * @property {(post: string, figure: string, question: Question, overtaken?: AbortSignal) => Promise<Answer>} ask
 * @property {(post: string, figure: string, question: Question) => Promise<Answer>} table
 * @property {(post: string, figure: string, question: LookQuestion) => Promise<Look>} look
 * @property {(post: string, figure: string, question: DownloadQuestion, progress: (done: number) => void, signal: AbortSignal) => Promise<Download>} download
 * @property {(heard: () => void) => void} onstatus
 * @property {(heard: () => void) => void} onbringing
 * @property {(heard: () => void) => void} onpart
 *
 * @typedef {Question & {moving: boolean}} Wanted
 */

const STAYS_MS = 150; // a figure that is near for so long is not only passed
const REST_MS = 250; // a control that has not moved for so long is at rest
const SPEAK_MS = 600;
const LATE_MS = 500; // an answer that is owed for so long is late
const REMARK_MS = 5000; // what has been done is said for so long, then again how things stand
const BOTH = ['wide', 'narrow'];

export class LiveFigure {
  #moving = false; // a control is on its way
  #touched = false; // by the reader: its changes are then worth speaking
  #spoken = ''; // the next to be spoken
  #rest = debounced(REST_MS, () => this.#ask(false));
  #speech = debounced(SPEAK_MS, () => this.#view.summary.replaceChildren(this.#spoken));
  #late = debounced(LATE_MS, () => this.#view.mark(true));
  #remarked = debounced(REMARK_MS, () => this.#remark(''));
  /** @type {State | null} */
  #pin = null; // the state that is pinned, to compare with
  /** @type {Wanted | null} */
  #shown = null; // what the answer that is shown was given to
  /** @type {Probe | null} */
  #probe = null;
  #asker;
  #controls;
  #page;
  #python;
  #standing;
  #view;

  /**
   * @param {HTMLElement} host
   * @param {Python} python
   * @param {object} page
   * @param {(figure: LiveFigure, step: string) => void} page.moved  the reader has changed the state: in one step with
   *   what was moved in it before, or, '', in one of its own
   * @param {(figure: LiveFigure) => void} page.returned  the figure has gone back to the state before
   * @param {string} page.size  of Python, where it shall start on touch only; else ''
   * @param {Wheel} page.wheel
   */
  constructor(host, python, page) {
    this.host = host;
    this.id = host.id;
    this.#python = python;
    this.#page = page;
    this.#standing = new Standing(page.size);
    /** @type {Declaration} */
    this.declaration = JSON.parse(one(host, 'script.declaration', HTMLScriptElement).textContent ?? '');
    this.state = defaults(this.declaration);
    const forms = /** @type {HTMLFormElement[]} */ ([...host.querySelectorAll('form.controls')]);
    /** @type {Hand} */
    const hand = { state: () => this.state, moved: this.#moved, remark: (text) => this.#remark(text) };
    const controls = bindControls(host, forms, this.declaration, hand);
    const prose = new Prose(host, this.declaration, hand);
    bindPan(host, this.declaration, hand);
    bindMarks(host);
    this.#controls = (/** @type {Parameters<typeof controls>} */ ...[state, notes, keep]) => {
      controls(state, notes, keep);
      prose.set(state, keep);
    };
    this.#view = new View(host, prose, () => this.#probe?.resized());
    this.#asker = new Asker((/** @type {Wanted} */ wanted, overtaken) => this.#answer(wanted, overtaken), {
      answered: (answer, wanted) => this.#answered(answer, wanted),
      failed: (error) => this.#failed(error),
      busy: (busy) => host.setAttribute('aria-busy', String(busy)),
    });
    if (this.declaration.probe) this.#probe = this.#bindProbe();
    this.#bindButtons();
    this.#view.enable();
    this.#view.link(this.declaration, this.state, this.#pin);
    this.#wakeWhenNear(host, forms);
    for (const handle of prose.handles) this.#wakeWhenNear(handle, [handle]);
    python.onstatus(() => this.#statusChanged());
    python.onbringing(() => this.#say());
    python.onpart(() => this.#more());
    this.#statusChanged();
  }

  /** The state and what is pinned as a query, '' at the defaults. */
  get query() {
    return query(this.declaration, this.state, this.#pin);
  }

  /** What the address says of it. */
  get fragment() {
    return fragment(this.declaration, this.state, this.#pin);
  }

  get #post() {
    return this.host.dataset.post ?? '';
  }

  /**
   * Shows the state of a link that was followed, and brings the figure into view.
   * @param {string} wanted  the link's query
   */
  open(wanted) {
    const asked = parse(this.declaration, wanted);
    this.#set(holding(this.declaration, asked, this.state), asked.pin);
    this.#complain(asked.complaints);
    if (!this.#view.holdsReader) this.#view.scrollTo();
    this.#view.takeFocus();
  }

  /**
   * Shows a state that this page has shown before. After a reload it may lack what only the page before it had.
   * @param {string} kept  the state's query
   * @returns {boolean}  whether that is what is shown now
   */
  restore(kept) {
    if (kept === this.query) return this.#complain([]); // what the last link asked for is no matter any more
    const { state, pin, complaints } = parse(this.declaration, kept);
    this.#set(state, pin);
    return this.#complain(complaints);
  }

  /**
   * @param {string[]} complaints  about a link
   * @returns {boolean}  whether there are none
   */
  #complain(complaints) {
    this.#standing.complaint = told(complaints);
    this.#say();
    return !complaints.length;
  }

  /**
   * The reader moves a control.
   * @type {Moved}
   */
  #moved = (name, value, how) => {
    const changed = this.state[name] !== value;
    this.#touched = true;
    this.state = { ...this.state, [name]: value };
    this.#controls(this.state, null, how === 'moving' ? document.activeElement : null);
    if (changed) this.#changed();
    if (changed) this.#page.moved(this, how === 'press' ? name : 'moves');
    if (changed || how !== 'moving') this.#ask(how === 'moving');
  };

  /**
   * The reader presses a button that changes more than one control.
   * @param {State} state
   * @param {State | null} pin
   */
  #press(state, pin) {
    const before = this.query;
    this.#set(state, pin);
    if (this.query !== before) this.#page.moved(this, '');
  }

  /**
   * @param {State} state
   * @param {State | null} pin
   */
  #set(state, pin) {
    this.#touched = true;
    this.state = state;
    this.#pin = pin;
    this.#controls(state, null, null);
    this.#changed();
    this.#ask(false);
  }

  #togglePin() {
    const names = substance(this.declaration).map(({ name }) => [name, this.state[name]]);
    this.#press(this.state, this.#pin ? null : Object.fromEntries(names));
  }

  #changed() {
    this.#standing.changed();
    this.#speech.cancel();
    this.#view.link(this.declaration, this.state, this.#pin);
  }

  /** @param {boolean} moving */
  #ask(moving) {
    this.#moving = moving;
    if (moving) this.#rest.later();
    else this.#rest.cancel();
    this.#standing.wanted = true;
    if (this.#python.status.state === 'failed') return this.#statusChanged(); // Retry asks for what there is then
    const widths = moving ? [this.#view.visibleWidth] : BOTH;
    this.#want(widths, moving, !moving || this.#view.isTableOpen);
    this.#python.start();
    this.#standing.heard(this.#python.status.state); // it may be starting for another already
    this.#say();
  }

  /**
   * @param {string[]} widths
   * @param {boolean} moving
   * @param {boolean} table
   */
  #want(widths, moving, table) {
    const [place, part] = [this.#probe?.place ?? null, this.#python.parts(this.#post, this.id)];
    this.#asker.want({ state: this.state, pin: this.#pin, widths, place, table, moving, part });
  }

  /** More has come of what is shown in parts. What is on its way, or was given up, is another matter. */
  #more() {
    const { part = 0 } = this.#shown ?? {};
    if (this.#standing.live && this.#python.parts(this.#post, this.id) !== part) this.#want(BOTH, false, true);
  }

  /**
   * What the reader stops, or what ended Python, is not asked for again; where the controls have moved on since, that is.
   * @param {Wanted} wanted
   * @param {AbortSignal} overtaken
   * @returns {Promise<Answer>}
   */
  async #answer({ moving: _, ...question }, overtaken) {
    try {
      return await this.#python.ask(this.#post, this.id, question, overtaken);
    } catch (error) {
      if (error instanceof Stopped && (error.wish || this.#isAt(question))) this.#asker.forget();
      throw error;
    }
  }

  /**
   * @param {Answer} answer
   * @param {Wanted} wanted
   */
  #answered(answer, wanted) {
    const before = this.#shown && query(this.declaration, this.#shown.state, this.#shown.pin);
    const isMore = this.#python.streaming(this.#post, this.id) !== undefined && before === query(this.declaration, wanted.state, wanted.pin);
    this.#shown = wanted;
    this.#late.cancel();
    this.#view.mark(false);
    this.#view.show(answer, parameters(this.declaration, wanted.state, wanted.pin), wanted.moving);
    this.#controls(this.state, answer.controls, document.activeElement);
    this.#probe?.follow(answer.looks, wanted.place ?? null);
    this.#standing.answered();
    this.#say();
    if (!wanted.moving && this.#touched && !isMore) this.#speak(answer.sentence);
  }

  /** What the picture and the readouts show. */
  get #inView() {
    return this.#shown ?? { state: defaults(this.declaration), pin: null };
  }

  /**
   * What is read off the picture that is shown; where another has come meanwhile, off that one.
   * @param {Pick<LookQuestion, 'width'> & Where} where
   * @returns {Promise<Look>}
   */
  async #look(where) {
    const shown = this.#shown;
    const look = await this.#python.look(this.#post, this.id, { state: shown?.state ?? {}, pin: shown?.pin, ...where });
    return shown === this.#shown ? look : this.#look(where);
  }

  /**
   * Has the table be that of what is shown: answers on a control's way leave it out.
   * @returns {Promise<boolean>}  whether it is; why not, the figure says
   */
  async #tabled() {
    const shown = this.#shown;
    if (!shown || shown.table) return true;
    const { moving: _, ...question } = shown;
    try {
      const { table } = await this.#python.table(this.#post, this.id, question);
      if (shown !== this.#shown) return this.#tabled();
      this.#shown = { ...shown, table: true };
      this.#view.showTable(table);
      return true;
    } catch (error) {
      this.#failed(/** @type {Error} */ (error));
      return false;
    }
  }

  /** @param {Error} error */
  #failed(error) {
    if (error instanceof Overtaken) return; // and what was wanted instead has been given up
    if (error instanceof Stopped) return this.#goBack(error.message);
    if (this.#python.status.state === 'failed') return; // Python's own failure: its status says it
    this.#view.showTrouble('detail' in error ? String(error.detail) : '');
    this.#giveUp(error.message);
  }

  /**
   * The state asked for has ended Python: the one before is shown again. Where that is the same, the reader decides.
   * @param {string} why
   */
  #goBack(why) {
    const { state, pin } = this.#inView;
    if (this.#isAt({ state, pin })) return this.#giveUp(why);
    this.#set(/** @type {State} */ (state), pin ?? null);
    this.#standing.ended = why;
    this.#page.returned(this);
    this.#say();
  }

  /** @param {Pick<Question, 'state' | 'pin'>} question */
  #isAt({ state, pin }) {
    return query(this.declaration, state, pin) === this.query;
  }

  /** @param {string} why */
  #giveUp(why) {
    this.#standing.failed(why);
    this.#view.hold(this.#moving); // where it rests, no answer lets go
    this.#say();
  }

  /**
   * A look that has ended Python is not taken again; the picture stays.
   * @param {Error} error
   */
  #lookFailed(error) {
    if (!(error instanceof Stopped)) return this.#failed(error);
    this.#probe?.clear();
    this.#standing.ended = error.message;
    this.#say();
  }

  #statusChanged() {
    const { state } = this.#python.status;
    this.#standing.heard(state);
    if (state !== 'ready') this.#pause();
    if (state === 'failed') {
      this.#asker.forget();
      this.#view.hold(this.#moving);
    }
    if (state === 'ready') this.#ready();
    this.#say();
  }

  #pause() {
    this.#asker.pause();
    this.#probe?.pause();
  }

  #ready() {
    this.#asker.resume();
    const { live, status } = this.#standing;
    if (live) this.#probe?.resume();
    if (status === 'booting' && !this.#asker.owed) this.#ask(false);
  }

  #again() {
    this.#standing.error = '';
    this.#view.status.focus(); // the button is about to go
    if (this.#python.status.state === 'failed') this.#python.retry();
    this.#ask(false);
  }

  #stop() {
    this.#view.status.focus({ preventScroll: true }); // the button is about to go
    this.#python.stop(this.#post, this.id);
  }

  /** @param {'fetch' | 'pause' | 'forget'} way */
  #offered(way) {
    this.#view.status.focus({ preventScroll: true }); // the button is about to go
    void this.#python[way](this.#post, this.id);
  }

  /** @param {string} sentence  spoken once nothing newer has come for a while */
  #speak(sentence) {
    this.#spoken = sentence;
    this.#speech.later();
  }

  #say() {
    const { status } = this.#python;
    setAttribute(this.host, 'data-status', this.#standing.status);
    const bringing = this.#python.bringing(this.#post, this.id);
    const kept = this.declaration.needs ? this.#python.keptOffers : 0;
    const streaming = this.#python.streaming(this.#post, this.id);
    this.#view.say(this.#standing.line(status, this.#waitsFor(status.computing), bringing, kept, streaming));
    this.#date();
  }

  /** What is shown for other settings looks it: at once where nothing else can come, else where that is late. */
  #date() {
    const coming = this.#python.status.state === 'ready' && !this.#standing.error;
    const behind = !this.#isAt(this.#inView);
    if (!behind || !coming) this.#late.cancel();
    if (!behind || !coming) return this.#view.mark(behind);
    this.#late.soon();
  }

  /**
   * @param {string} computing  the figure that Python is at
   * @returns {'' | 'this' | 'another'}
   */
  #waitsFor(computing) {
    if (computing === this.id) return 'this';
    return computing && this.#asker.owed ? 'another' : '';
  }

  /** @param {string} text  what has been done; '' once that has been said for long enough */
  #remark(text) {
    this.#standing.remark = text;
    if (text) this.#remarked.later();
    this.#say();
  }

  #bindButtons() {
    this.#view.ontable(() => void this.#tabled());
    one(this.host, '.retry', HTMLButtonElement).addEventListener('click', () => this.#again());
    one(this.host, '.stop', HTMLButtonElement).addEventListener('click', () => this.#stop());
    for (const way of /** @type {const} */ (['fetch', 'pause', 'forget'])) {
      one(this.host, `.${way}`, HTMLButtonElement).addEventListener('click', () => this.#offered(way));
    }
    one(this.host, '.reset', HTMLButtonElement).addEventListener('click', () => this.#press(defaults(this.declaration), null));
    this.host.querySelector('.pin')?.addEventListener('click', () => this.#togglePin());
    bindTakeAway(this.host, {
      declaration: this.declaration,
      wheel: this.#page.wheel,
      wanted: () => ({ state: this.state, pin: this.#pin }),
      shown: () => this.#inView,
      tabled: () => this.#tabled(),
      written: (download, ...how) => {
        const { state, pin } = this.#inView;
        return this.#python.download(this.#post, this.id, { state, pin, download }, ...how);
      },
      width: () => this.#view.visibleWidth,
      say: (text) => this.#remark(text),
    });
  }

  #bindProbe() {
    return new Probe(this.host, {
      width: () => this.#view.visibleWidth,
      look: (where) => this.#look(where),
      wake: () => this.#wake(),
      failed: (error) => this.#lookFailed(error),
      speak: (sentence) => this.#speak(sentence),
    });
  }

  #wake() {
    if (!this.#standing.wanted) this.#ask(false);
  }

  /**
   * @param {HTMLElement} place
   * @param {HTMLElement[]} touched  what is in it to be moved
   */
  #wakeWhenNear(place, touched) {
    let leave = () => {};
    const wake = () => {
      leave();
      this.#wake();
    };
    const stays = debounced(STAYS_MS, wake);
    let looked = false; // what is near when the page has just come is not passed
    const changed = (/** @type {boolean} */ near) => {
      if (!near) stays.cancel();
      else if (looked) stays.later();
      else wake();
      looked = true;
    };
    if (!this.#page.size) leave = watch(place, changed);
    for (const each of touched) {
      each.addEventListener('pointerdown', wake, { once: true });
      each.addEventListener('focusin', wake, { once: true });
    }
  }
}
