// @ts-check
// One figure come alive: the reader moves a control or follows a link, the state changes, Python is asked, the
// answer is shown. It knows no figure by name and computes nothing.

import { Asker } from './asker.js';
import { defaults } from './controls.js';
import { debounced } from './debounce.js';
import { bindControls, one } from './figure-controls.js';
import { View } from './figure-view.js';
import { parse, query } from './permalink.js';
import { statusLine } from './status-line.js';

/** @import { Declaration, State } from './controls.js' */
/** @import { Question } from './asker.js' */
/** @import { Answer } from './python.js' */
/** @import { PythonStatus } from './status-line.js' */

/**
 * @typedef {object} Python
 * @property {PythonStatus} status
 * @property {() => void} start
 * @property {() => void} retry
 * @property {(post: string, figure: string, state: State, widths: string[]) => Promise<Answer>} ask
 * @property {(heard: () => void) => void} onstatus
 */

const NEAR = '400px'; // how close to the window a figure comes before Python starts
const REST_MS = 250; // a control that has not moved for so long is at rest
const ADDRESS_MS = 350; // browsers allow about a hundred changes of address in 30 s
const SPEAK_MS = 600;
const BOTH = ['wide', 'narrow'];

export class LiveFigure {
  #wanted = false; // Python was asked to draw it
  #touched = false; // by the reader: its changes are then worth speaking
  #complaint = '';
  #error = '';
  #sentence = '';
  #rest = debounced(REST_MS, () => this.#ask(false));
  #speech = debounced(SPEAK_MS, () => this.#view.summary.replaceChildren(this.#sentence));
  #address;
  #asker;
  #controls;
  #python;
  #size;
  #view;

  /**
   * @param {HTMLElement} host
   * @param {Python} python
   * @param {object} page
   * @param {() => void} page.moved  the reader has changed the state; called when it has come to rest
   * @param {string} page.size  of Python, where it shall start on touch only; else ''
   */
  constructor(host, python, { moved, size }) {
    this.host = host;
    this.id = host.id;
    this.#python = python;
    this.#size = size;
    this.#address = debounced(ADDRESS_MS, moved);
    /** @type {Declaration} */
    this.declaration = JSON.parse(one(host, 'script.declaration', HTMLScriptElement).textContent ?? '');
    this.state = defaults(this.declaration);
    this.#view = new View(host);
    const form = one(host, 'form.controls', HTMLFormElement);
    this.#controls = bindControls(form, this.declaration, () => this.state, this.#moved);
    /** @type {Asker<Answer>} */
    this.#asker = new Asker((question) => this.#compute(question), {
      answered: (answer, question) => this.#answered(answer, question),
      failed: (error) => this.#failed(error),
      busy: (busy) => host.setAttribute('aria-busy', String(busy)),
    });
    this.#bindButtons();
    this.#view.enable(form);
    this.#view.link(this.declaration, this.state);
    this.#wakeWhenNear(form);
    python.onstatus(() => this.#statusChanged());
    this.#statusChanged();
  }

  /** The state as a query, '' at the defaults. */
  get query() {
    return query(this.declaration, this.state);
  }

  /**
   * Shows the state of a link that was followed, and brings the figure into view.
   * @param {string} wanted  the link's query
   */
  open(wanted) {
    const { state, complaints } = parse(this.declaration, wanted);
    this.#set(state);
    this.#complaint = complaints.join(' ');
    this.#say();
    this.#view.scrollTo();
  }

  /**
   * Shows a state that this page has shown before.
   * @param {string} kept  the state's query
   */
  restore(kept) {
    if (kept !== this.query) this.#set(parse(this.declaration, kept).state);
  }

  /** Tells the page now of a move that it is about to be told of. */
  settle() {
    this.#address.flush();
  }

  /**
   * The reader moves a control.
   * @type {import('./figure-controls.js').Moved}
   */
  #moved = (name, value, rest) => {
    const changed = this.state[name] !== value;
    this.#touched = true;
    this.state = { ...this.state, [name]: value };
    this.#controls(this.state, {}, rest ? null : document.activeElement);
    if (changed) this.#changed();
    if (changed) this.#address.later();
    if (changed || rest) this.#ask(!rest);
  };

  /** @param {State} state */
  #set(state) {
    this.state = state;
    this.#address.cancel();
    this.#controls(state, {}, null);
    this.#changed();
    this.#ask(false);
  }

  #reset() {
    this.#touched = true;
    this.#set(defaults(this.declaration));
    this.#address.later();
  }

  #changed() {
    this.#complaint = '';
    this.#error = '';
    this.#speech.cancel();
    this.#view.link(this.declaration, this.state);
  }

  /** @param {boolean} moving */
  #ask(moving) {
    if (moving) this.#rest.later();
    else this.#rest.cancel();
    this.#wanted = true;
    this.#asker.want({ state: this.state, widths: moving ? [this.#view.visibleWidth] : BOTH, moving });
    if (this.#python.status.state === 'idle') this.#python.start();
    this.#say();
  }

  /** @param {Question} question */
  #compute({ state, widths }) {
    return this.#python.ask(this.host.dataset.post ?? '', this.id, state, widths);
  }

  /**
   * @param {Answer} answer
   * @param {Question} question
   */
  #answered(answer, question) {
    this.#error = '';
    this.#sentence = answer.sentence;
    this.#view.show(answer);
    this.#controls(this.state, answer.controls, document.activeElement);
    this.host.dataset.status = 'live';
    this.#say();
    if (!question.moving && this.#touched) this.#speech.later();
  }

  /** @param {Error} error */
  #failed(error) {
    if (this.#python.status.state !== 'ready') return; // Python's own failure: its status says it
    this.#error = error.message;
    this.#view.showTrouble('detail' in error ? String(error.detail) : '');
    this.host.dataset.status = 'failed';
    this.#say();
  }

  #statusChanged() {
    const { state } = this.#python.status;
    if (state !== 'ready') this.#asker.pause();
    if (state === 'failed') this.#asker.forget();
    if (this.#wanted && (state === 'failed' || state === 'booting')) this.host.dataset.status = state;
    if (state === 'ready') this.#ready();
    this.#say();
  }

  #ready() {
    this.#asker.resume();
    if (this.#wanted && this.host.dataset.status === 'booting') this.#ask(false);
  }

  #again() {
    this.#error = '';
    this.#view.status.focus(); // the button is about to go
    if (this.#python.status.state === 'failed') this.#python.retry();
    this.#ask(false);
  }

  #say() {
    const circumstances = {
      wanted: this.#wanted,
      live: this.host.dataset.status === 'live',
      complaint: this.#complaint,
      error: this.#error,
      size: this.#size,
    };
    this.#view.say(statusLine(this.#python.status, circumstances));
  }

  #bindButtons() {
    one(this.host, '.retry', HTMLButtonElement).addEventListener('click', () => this.#again());
    one(this.host, '.reset', HTMLButtonElement).addEventListener('click', () => this.#reset());
    one(this.host, '.state-link', HTMLAnchorElement).addEventListener('click', (event) => void this.#copy(event));
  }

  /**
   * Copies the link to this state; where the browser cannot, it is an ordinary link.
   * @param {MouseEvent} event
   */
  async #copy(event) {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.settle();
    try {
      await navigator.clipboard.writeText(one(this.host, '.state-link', HTMLAnchorElement).href);
      this.#view.say({ text: 'The link is copied.' });
    } catch {
      this.#view.say({ text: 'The browser does not let this page copy; the address bar holds the link.' });
    }
  }

  /** @param {HTMLFormElement} form */
  #wakeWhenNear(form) {
    const wake = () => {
      observer.disconnect();
      if (!this.#wanted && this.#python.status.state !== 'failed') this.#ask(false);
    };
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && wake(), {
      rootMargin: NEAR,
    });
    if (!this.#size) observer.observe(this.host);
    form.addEventListener('pointerdown', wake, { once: true });
    form.addEventListener('focusin', wake, { once: true });
  }
}
