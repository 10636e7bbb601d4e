// @ts-check
// Where a figure shows what is read off at one place of its picture: the crosshair, the numbers, the handle, the row.

import { one, setAttribute } from '../base/dom.js';
import { outputs } from './readouts.js';

/** @import { Look, Readouts, Width } from '../python/python.js' */

/**
 * How a drawing lies in its box: as large as fits, in the middle.
 * @param {{left: number, width: number, height: number}} box  px
 * @param {{x: number, width: number, height: number}} viewBox  the drawing's units
 * @returns {{origin: number, scale: number}}  origin: where its x = 0 is, in px; scale: px to the unit
 */
export function laid(box, viewBox) {
  const scale = Math.min(box.width / viewBox.width, box.height / viewBox.height);
  return { origin: box.left + (box.width - viewBox.width * scale) / 2 - viewBox.x * scale, scale };
}

export class ProbeView {
  /** @type {HTMLInputElement | null} */
  held = null; // what is in the reader's hand: it keeps what it holds
  /** @type {Map<string, string>} */
  #overlays = new Map();
  /** @type {HTMLTableRowElement | null} */
  #row = null;
  #lying = { origin: 0, scale: 1 };
  #span = '';
  #host;
  #width;
  #fields;
  #track;
  #handle;
  #number;
  #looks;
  /** @type {Readouts} */
  #nothing;

  /**
   * @param {HTMLElement} host
   * @param {() => Width} width  of the drawing in view
   */
  constructor(host, width) {
    this.#host = host;
    this.#width = width;
    this.#fields = one(host, '.probe', HTMLFieldSetElement);
    this.#track = one(host, '.probe-track', HTMLElement);
    this.#handle = one(host, '.probe-handle', HTMLInputElement);
    this.#number = one(host, '.probe-number', HTMLInputElement);
    this.#looks = outputs(host, 'data-look');
    this.#nothing = this.#read();
    this.silence = this.#handle.getAttribute('aria-valuetext');
  }

  /**
   * @param {number} clientX
   * @returns {number}  the drawing's units
   */
  x(clientX) {
    return (clientX - this.#lying.origin) / this.#lying.scale;
  }

  /** Measures once for all that follows: while the mouse moves no layout is asked for. */
  measure() {
    const svg = this.#svg();
    const drawing = svg?.closest('.drawing')?.getBoundingClientRect();
    if (!svg || !drawing?.width) return;
    const { origin, scale } = (this.#lying = laid(svg.getBoundingClientRect(), svg.viewBox.baseVal));
    this.#span = svg.dataset.span ?? '';
    const [from, to] = this.#span.split(' ').map(Number);
    this.#handle.min = String(from);
    this.#handle.max = String(to);
    for (const [name, x] of /** @type {const} */ ([['--from', from], ['--to', to]])) {
      this.#track.style.setProperty(name, ((origin + x * scale - drawing.left) / drawing.width).toFixed(5));
    }
  }

  /** A new picture is there: what can be looked at may have another extent. */
  fit() {
    if (this.#svg()?.dataset.span !== this.#span) this.measure();
  }

  /**
   * @param {Look | null} look  null: nothing
   * @param {Partial<Record<Width, Look>>} [looks]  the same place in the drawings of either width
   */
  show(look, looks = look ? { [this.#width()]: look } : {}) {
    for (const width of /** @type {const} */ (['wide', 'narrow'])) this.#lay(width, looks[width]?.overlay ?? '');
    this.#looks(look?.readouts ?? this.#nothing);
    this.#fields.toggleAttribute('data-looking', look !== null);
    if (look) this.#number.max = String(look.last);
    if (this.held !== this.#number) this.#number.value = look ? String(look.place) : '';
    if (this.held !== this.#handle) this.#handle.value = look ? String(look.x) : this.#handle.min;
    this.#mark(look?.row ?? null);
  }

  /** @param {Look} look  at the place that was chosen */
  choose({ sentence }) {
    this.#fields.toggleAttribute('data-chosen', true);
    setAttribute(this.#handle, 'aria-valuetext', sentence);
  }

  /** Nothing is chosen. The button for it is about to go: the handle takes the focus. */
  clear() {
    if (document.activeElement?.matches('.probe-clear')) this.focus();
    this.held = null;
    this.show(null);
    this.#fields.toggleAttribute('data-chosen', false);
    setAttribute(this.#handle, 'aria-valuetext', this.silence);
  }

  focus() {
    this.#handle.focus({ preventScroll: true });
  }

  #svg() {
    return /** @type {SVGSVGElement | null} */ (this.#host.querySelector(`[data-part="${this.#width()}"] svg`));
  }

  /**
   * @param {Width} width
   * @param {string} overlay
   */
  #lay(width, overlay) {
    if ((this.#overlays.get(width) ?? '') === overlay) return;
    this.#overlays.set(width, overlay);
    one(this.#host, `[data-part="over-${width}"]`, HTMLElement).innerHTML = overlay;
  }

  /** @param {number | null} index  of a row in the table's body */
  #mark(index) {
    const row = index === null ? null : (this.#host.querySelector('table')?.tBodies[0]?.rows[index] ?? null);
    if (row === this.#row) return;
    for (const [one, on] of /** @type {const} */ ([[this.#row, false], [row, true]])) {
      one?.classList.toggle('looked-at', on);
      if (one) setAttribute(one, 'aria-current', on ? 'true' : null);
      if (one && !one.className) one.removeAttribute('class');
    }
    this.#row = row;
  }

  /** What the outputs show at first: that there is nothing. */
  #read() {
    const places = [...this.#host.querySelectorAll('output[data-look]')];
    const entries = places.map((output) => {
      const text = output.querySelector('.value')?.textContent ?? '';
      return [output.getAttribute('data-look'), { value: '', text, unit: '', pinned: '' }];
    });
    return Object.fromEntries(entries);
  }
}
