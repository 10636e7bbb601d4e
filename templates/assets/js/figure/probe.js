// @ts-check
// Looking at one place of a picture. A mouse shows what is under it for as long as it stays; a click, a tap, a finger
// drawn sideways, the handle below the picture or a number choose a place, which stays until it is cleared, and is
// looked at again whatever the controls do. Where things lie and what they come to, Python says.

import { Asker } from '../python/asker.js';
import { parseNumber } from '../state/kinds/number.js';
import { one } from '../base/dom.js';
import { ProbeView } from './probe-view.js';
import { ignoreSwipes } from '../state/kinds/swipe.js';

/** @import { Look, LookQuestion, Width } from '../python/python.js' */

/**
 * @typedef {{x: number} | {place: number, marks?: 1 | -1}} Where
 * @typedef {object} Choice
 * @property {Where} where
 * @property {true} moving
 * @property {boolean} aloud  worth speaking: nothing else says it
 * @property {number} round  of choosing: a clearing begins another
 *
 * @typedef {object} Figure
 * @property {() => Width} width  of the drawing in view
 * @property {(question: Pick<LookQuestion, 'width'> & Where) => Promise<Look>} look  for the state shown
 * @property {() => void} wake  a place was chosen: Python is wanted
 * @property {(error: Error) => void} failed
 * @property {(sentence: string) => void} speak
 */

const BEYOND = Number.MAX_SAFE_INTEGER; // Python makes it the last place
const DRAWN = 8; // px that a finger goes sideways before it draws

/**
 * What a key asks for on the handle.
 * @param {string} key
 * @param {number | null} place  chosen
 * @param {number} last
 * @returns {Where | 'clear' | null}
 */
export function step(key, place, last) {
  const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  const marks = /** @type {const} */ ({ PageUp: 1, PageDown: -1 })[key];
  if (key === 'Home') return { place: 1 };
  if (key === 'End') return { place: last };
  if (key === 'Escape' || key === 'Backspace' || key === 'Delete') return 'clear';
  if (!direction && !marks) return null;
  if (place === null) return { place: 1 };
  const here = Math.min(place, last);
  return marks ? { place: here, marks } : { place: Math.min(Math.max(here + (direction ?? 0), 1), last) };
}

/**
 * @param {Where} where
 * @returns {where is {place: number}}  whether it names the place that it is, not one that Python finds
 */
function named(where) {
  return 'place' in where && !where.marks;
}

export class Probe {
  /** @type {number | null} */
  #place = null; // chosen; it may lie beyond the last, since the figure may grow again
  /** @type {Look | null} */
  #chosen = null; // what was last read off there
  /** @type {number | null} */
  #under = null; // where the mouse is, in the drawing's units
  #round = 0;
  /** @type {Choice | null} */
  #pending = null; // the newest, until it is answered
  /** @type {string[]} */
  #keys = []; // pressed meanwhile: they go on from the place that it comes to
  #choosing;
  #hovering;
  #figure;
  #view;

  /**
   * @param {HTMLElement} host
   * @param {Figure} figure
   */
  constructor(host, figure) {
    this.#figure = figure;
    this.#view = new ProbeView(host, figure.width);
    this.#choosing = new Asker((/** @type {Choice} */ { where }) => this.#ask(where), {
      answered: (look, choice) => this.#found(look, choice),
      failed: (error) => {
        this.#drop();
        figure.failed(error);
      },
      busy: () => {},
    });
    this.#hovering = new Asker((/** @type {{x: number, moving: true}} */ { x }) => this.#ask({ x }), {
      answered: (look) => this.#under !== null && this.#view.show(look),
      failed: figure.failed,
      busy: () => {},
    });
    for (const drawing of host.querySelectorAll('.drawing')) {
      if (drawing instanceof HTMLElement) this.#bindDrawing(drawing);
    }
    this.#bindHandle(one(host, '.probe-handle', HTMLInputElement));
    this.#bindNumber(one(host, '.probe-number', HTMLInputElement));
    one(host, '.probe-clear', HTMLButtonElement).addEventListener('click', () => this.clear());
  }

  /** The place to look at with every answer, null where none is chosen. */
  get place() {
    return this.#place;
  }

  /** Nothing is asked until `resume`, or the next answer. */
  pause() {
    this.#choosing.pause();
    this.#hovering.pause();
  }

  resume() {
    this.#choosing.resume();
    this.#hovering.resume();
  }

  /**
   * An answer is shown: the crosshair goes along.
   * @param {Record<string, Look>} looks  at the place that the question named
   * @param {number | null} place  which that was
   */
  follow(looks, place) {
    this.resume();
    this.#view.fit();
    const look = place === this.#place ? looks[this.#figure.width()] : undefined;
    if (!look && !this.#pending) this.#again();
    if (look && this.#under === null) this.#view.show(look, looks);
    if (look) this.#hold(look);
    if (this.#under !== null) this.#hovering.want({ x: this.#under, moving: true });
  }

  /** Another drawing is in view, or it has another size. */
  resized() {
    this.#view.measure();
    this.#again();
  }

  #again() {
    if (this.#place !== null) this.#want({ place: this.#place });
  }

  /** @param {Where} where */
  #ask(where) {
    return this.#figure.look({ width: this.#figure.width(), ...where });
  }

  /**
   * @param {Where} where
   * @param {boolean} [aloud]
   */
  #choose(where, aloud = false) {
    this.#leave();
    this.#keys = [];
    if (named(where)) this.#place = where.place;
    this.#want(where, aloud);
    this.#figure.wake();
  }

  /**
   * @param {Where} where
   * @param {boolean} [aloud]
   */
  #want(where, aloud = false) {
    this.#pending = { where, aloud, moving: true, round: this.#round };
    this.#choosing.want(this.#pending);
  }

  /**
   * @param {Look} look
   * @param {Choice} choice
   */
  #found(look, choice) {
    if (choice.round !== this.#round) return;
    const newest = choice === this.#pending;
    if (newest) this.#pending = null;
    if (newest && !named(choice.where)) this.#place = look.place;
    this.#hold(look);
    if (this.#under === null) this.#view.show(look);
    if (choice.aloud) this.#figure.speak(look.sentence);
    if (newest) this.#catchUp();
  }

  /** Whether the place chosen is known before Python has answered. */
  get #known() {
    return !this.#pending || named(this.#pending.where);
  }

  /** The keys that were pressed while it was not. */
  #catchUp() {
    while (this.#known && this.#keys.length) {
      const [key, ...later] = this.#keys;
      const asked = this.#step(key);
      if (asked && asked !== 'clear') this.#choose(asked);
      this.#keys = later;
    }
  }

  /** @param {string} key */
  #step(key) {
    return step(key, this.#place, this.#chosen?.last ?? BEYOND);
  }

  /** No answer will come. */
  #drop() {
    this.#pending = null;
    this.#keys = [];
  }

  /** @param {Look} look  at the place chosen */
  #hold(look) {
    this.#chosen = look;
    this.#view.choose(look);
  }

  clear() {
    this.#leave();
    this.#round += 1;
    this.#place = null;
    this.#chosen = null;
    this.#drop();
    this.#choosing.forget();
    this.#view.clear();
  }

  /** The mouse is off the picture, or something else counts now. */
  #leave() {
    this.#under = null;
    this.#hovering.forget();
  }

  /** @param {HTMLElement} drawing */
  #bindDrawing(drawing) {
    /** @type {number | null} */
    let down = null; // where a finger came down
    let draws = false;
    drawing.addEventListener('pointerenter', () => this.#view.measure());
    drawing.addEventListener('pointerdown', ({ pointerType, clientX }) => {
      down = pointerType === 'touch' ? clientX : null;
      draws = false;
    });
    drawing.addEventListener('pointermove', ({ pointerType, clientX }) => {
      if (pointerType !== 'touch') return this.#hover(clientX);
      draws ||= down !== null && Math.abs(clientX - down) > DRAWN;
      if (draws) this.#choose({ x: this.#view.x(clientX) });
    });
    drawing.addEventListener('pointercancel', () => (draws = false));
    drawing.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType === 'touch') return;
      this.#leave();
      this.#view.show(this.#chosen);
    });
    drawing.addEventListener('click', ({ clientX, target }) => {
      if (target instanceof Element && target.closest('a')) return; // it leads to a state
      this.#view.focus(); // arrow keys go on from here
      this.#choose({ x: this.#view.x(clientX) });
    });
  }

  /** @param {number} clientX */
  #hover(clientX) {
    this.#under = this.#view.x(clientX);
    this.#hovering.want({ x: this.#under, moving: true });
  }

  /** @param {HTMLInputElement} handle */
  #bindHandle(handle) {
    ignoreSwipes(handle);
    handle.addEventListener('input', () => {
      this.#view.held = handle;
      this.#choose({ x: Number(handle.value) });
    });
    for (const end of ['change', 'pointerup', 'blur']) handle.addEventListener(end, () => this.#release(handle));
    handle.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const asked = this.#step(event.key);
      if (!asked) return;
      event.preventDefault();
      if (asked === 'clear') this.clear();
      else if (this.#known) this.#choose(asked);
      else if (!event.repeat) this.#keys.push(event.key); // a key held down counts no longer than it is held
    });
  }

  /** @param {HTMLInputElement} number */
  #bindNumber(number) {
    const typed = () => {
      const typed = parseNumber(number.value);
      if (typed === null) return false;
      const place = Math.max(1, Math.round(typed));
      if (place !== this.#place || !this.#known) this.#choose({ place }, true);
      return true;
    };
    number.addEventListener('input', () => {
      this.#view.held = number;
      typed();
    });
    number.addEventListener('change', () => {
      if (!typed()) this.clear();
      this.#release(number);
    });
    number.addEventListener('blur', () => this.#release(number));
    number.addEventListener('keydown', ({ key }) => key === 'Escape' && this.clear());
  }

  /**
   * What was in the reader's hand shows what it came to.
   * @param {HTMLInputElement} field
   */
  #release(field) {
    if (this.#view.held !== field) return;
    this.#view.held = null;
    this.#view.show(this.#chosen);
  }
}
