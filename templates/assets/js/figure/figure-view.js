// @ts-check
// The parts of a figure that an answer fills. It writes what the template writes, and only what changed.

import { one, setAttribute, setHidden, setText } from '../base/dom.js';
import { setWords } from '../base/quoted.js';
import { scrollToStart, unfold } from '../base/scroll.js';
import { keepHeight } from '../prose/steady.js';
import { fragment, query, towards } from '../state/permalink.js';
import { outputs } from './readouts.js';
import { rewrite } from './rewrite.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { State } from '../state/kinds/kind.js' */
/** @import { Answer, Note, Width } from '../python/python.js' */
/** @import { Prose } from '../prose/prose.js' */
/** @import { Line } from './status-line.js' */

export class View {
  #notes = ''; // as they were given
  /** @type {[HTMLAnchorElement, Partial<State>][]} */
  #noteLinks = []; // with what each changes
  /** @type {(change: Partial<State>) => string} */
  #towards = () => ''; // a query: the state that the page is in, with a change
  #readouts;

  /**
   * @param {HTMLElement} host
   * @param {Prose} prose  the text that follows it
   * @param {() => void} resized  the other drawing has come to be the one in view, or it has another size
   */
  constructor(host, prose, resized) {
    this.host = host;
    this.prose = prose;
    this.#readouts = outputs(host, 'name');
    this.status = one(host, '.status-text', HTMLElement);
    this.percent = one(host, '.status-percent', HTMLElement);
    this.retry = one(host, '.retry', HTMLButtonElement);
    this.stop = one(host, '.stop', HTMLButtonElement);
    this.fetch = one(host, '.fetch', HTMLButtonElement);
    this.pause = one(host, '.pause', HTMLButtonElement);
    this.forget = one(host, '.forget', HTMLButtonElement);
    this.summary = one(host, '.summary', HTMLElement);
    this.trouble = one(host, '.trouble', HTMLDetailsElement);
    this.stamp = one(host, '.stamp', HTMLElement);
    /** The drawing that the reader sees at this width of the page. Observed, since asking would cost a layout. */
    this.visibleWidth = /** @type {Width} */ ('wide');
    const sizes = new ResizeObserver((entries) => {
      const shown = entries.find(({ contentRect }) => contentRect.width > 0)?.target;
      if (shown) this.visibleWidth = shown === this.#part('wide') ? 'wide' : 'narrow';
      resized();
    });
    for (const width of ['wide', 'narrow']) sizes.observe(this.#part(width));
    this.hold(false);
  }

  /**
   * @param {Answer} answer
   * @param {string} shownWith  the state that it is the answer to, in words
   * @param {boolean} moving  a control is on its way
   */
  show(answer, shownWith, moving) {
    this.hold(moving);
    for (const [width, drawing] of Object.entries(answer.drawings)) this.#setHTML(width, drawing);
    this.#readouts(answer.readouts);
    for (const note of this.host.querySelectorAll('[data-note]')) {
      const name = note.getAttribute('data-note') ?? '';
      setWords(note, Object.hasOwn(answer.controls, name) ? answer.controls[name] : ''); // a control may be called "constructor"
    }
    setWords(this.#part('sentence'), answer.sentence);
    setWords(this.#part('parameters'), shownWith);
    this.#setNotes(answer.notes);
    this.showTable(answer.table);
    for (const [name, text] of Object.entries(answer.handouts)) setText(this.#part(`handout-${name}`), text);
    this.prose.show(answer);
    setHidden(this.trouble, true);
    if (moving) setTimeout(() => this.#layOut());
  }

  /**
   * What becomes lower while a control is on its way keeps its height: the control would be drawn from under the hand, and
   * a browser has to lay out and paint anew all the page that follows.
   * @param {boolean} moving
   */
  hold(moving) {
    for (const block of [one(this.host, '.drawings', HTMLElement), this.#part('sentence')]) keepHeight(block, moving);
  }

  /**
   * What was shown is laid out while the page waits for the next frame. There, the next move's answer would have to wait
   * for it.
   */
  #layOut() {
    void this.host.offsetHeight;
  }

  /** @param {string | null} table  null: the one that is there stays, and is seen to be of something else */
  showTable(table) {
    if (table !== null) this.#setHTML('table', table);
    this.#tableFold?.classList.toggle('is-stale', table === null);
  }

  /** Whether the reader has unfolded it. */
  get isTableOpen() {
    return this.#tableFold?.open ?? true;
  }

  /** @param {() => void} listener  called whenever the reader unfolds it */
  ontable(listener) {
    this.#tableFold?.addEventListener('toggle', () => this.isTableOpen && listener());
  }

  get #tableFold() {
    return this.#part('table').closest('details');
  }

  /**
   * The percentage is for the eye only: a voice would not stop counting.
   * @param {Line} line
   */
  say({ text, percent = '', stop = false, retry = false, live = false, fetch = '', pause = false, forget = '' }) {
    this.prose.say(live ? '' : text);
    setText(this.status, text);
    setText(this.percent, percent);
    this.#offer(this.stop, stop);
    this.#offer(this.retry, retry);
    this.#offer(this.pause, pause);
    for (const [button, words] of /** @type {const} */ ([[this.fetch, fetch], [this.forget, forget]])) {
      if (words) setText(button, words);
      this.#offer(button, words !== '');
    }
    this.status.classList.toggle('is-live', live);
    this.#part('status').classList.toggle('is-news', text !== '' && !live);
  }

  /**
   * What is shown looks as old as it is.
   * @param {boolean} behind  the controls say something else
   */
  mark(behind) {
    this.host.toggleAttribute('data-behind', behind);
    this.prose.mark(behind);
    setHidden(this.stamp, !behind);
  }

  /**
   * A button that goes leaves the focus with what is said in its place.
   * @param {HTMLButtonElement} button
   * @param {boolean} offered
   */
  #offer(button, offered) {
    if (!offered && button === document.activeElement) this.status.focus({ preventScroll: true });
    setHidden(button, !offered);
  }

  /**
   * From now on the controls work, and this element answers links to its states: the places that such links landed
   * on are not needed.
   */
  enable() {
    for (const anchor of this.host.querySelectorAll('.permalink-anchor')) anchor.remove();
    for (const fields of this.host.querySelectorAll('fieldset')) fields.disabled = false;
    for (const actions of this.host.querySelectorAll('.actions')) actions.removeAttribute('hidden');
  }

  /**
   * What depends on the state alone: links keep whatever they do not name, the pinned state too.
   * @param {Declaration} declaration
   * @param {State} state
   * @param {State | null} pin
   */
  link(declaration, state, pin) {
    const { id, presets } = declaration;
    const here = query(declaration, state, pin);
    this.#towards = (change) => towards(declaration, state, change, pin);
    one(this.host, '.state-link', HTMLAnchorElement).href = fragment(declaration, state, pin);
    this.host.querySelectorAll('a.preset').forEach((link, index) => {
      const there = this.#towards(presets[index].state);
      setAttribute(link, 'href', `#${id}?${there}`);
      setAttribute(link, 'aria-current', there === here ? 'true' : null);
    });
    this.#linkNotes();
    this.#showPin(pin !== null);
  }

  /** @param {boolean} pinned */
  #showPin(pinned) {
    const button = this.host.querySelector('.pin');
    if (button) setAttribute(button, 'aria-pressed', String(pinned));
  }

  /** The reader is in the drawing: a link in it was followed. */
  get holdsReader() {
    return one(this.host, '.drawings', HTMLElement).contains(document.activeElement);
  }

  /**
   * Brings the figure into view, unless most of its drawing is: from its title on, where that leaves room for the
   * drawing.
   */
  scrollTo() {
    unfold(this.host);
    const boxes = [...this.host.querySelectorAll('.picture')].map((picture) => picture.getBoundingClientRect());
    const { top, bottom, height } = boxes.find((box) => box.height > 0) ?? this.host.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (seen >= 0.6 * Math.min(height, innerHeight)) return;
    const fits = bottom - this.host.getBoundingClientRect().top <= innerHeight;
    scrollToStart(fits ? this.host : one(this.host, '.desk', HTMLElement));
  }

  /** The focus that a link in the text had comes along: what the reader presses next goes on from here. */
  takeFocus() {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body || this.host.contains(activeElement)) return;
    one(this.host, '.figure-title', HTMLElement).focus({ preventScroll: true });
  }

  /** @param {string} traceback */
  showTrouble(traceback) {
    const pre = one(this.trouble, 'pre', HTMLElement);
    setHidden(this.trouble, !traceback);
    pre.lang = 'en';
    setText(pre, traceback);
  }

  /** @param {string} name */
  #part(name) {
    return one(this.host, `[data-part="${name}"]`, HTMLElement);
  }

  /**
   * @param {string} name
   * @param {string} html
   */
  #setHTML(name, html) {
    rewrite(this.#part(name), html, this.status);
  }

  #linkNotes() {
    for (const [link, change] of this.#noteLinks) setAttribute(link, 'href', `#${this.host.id}?${this.#towards(change)}`);
  }

  /** @param {Note[]} notes */
  #setNotes(notes) {
    const given = JSON.stringify(notes);
    if (given === this.#notes) return;
    this.#notes = given;
    this.#noteLinks = [];
    const place = this.#part('notes');
    if (place.contains(document.activeElement)) this.status.focus({ preventScroll: true }); // the link followed is about to go
    place.replaceChildren(...notes.map((note) => this.#note(note)));
    this.#linkNotes();
  }

  /** @param {Note} note */
  #note({ text, link, state }) {
    const paragraph = document.createElement('p');
    setWords(paragraph, text);
    if (!link) return paragraph;
    const anchor = document.createElement('a');
    setWords(anchor, link);
    paragraph.append(' ', anchor);
    this.#noteLinks.push([anchor, state]);
    return paragraph;
  }
}
