// @ts-check
// The parts of a figure that an answer fills. It writes what the template writes, and only what changed.

import { one } from './figure-controls.js';
import { query } from './permalink.js';

/** @import { Declaration, State } from './controls.js' */
/** @import { Answer } from './python.js' */
/** @import { Line } from './status-line.js' */

/**
 * @param {Element} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export class View {
  /** @type {Map<string, string>} */
  #written = new Map();

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.status = one(host, '.status-text', HTMLElement);
    this.percent = one(host, '.status-percent', HTMLElement);
    this.retry = one(host, '.retry', HTMLButtonElement);
    this.summary = one(host, '.summary', HTMLElement);
    this.trouble = one(host, '.trouble', HTMLDetailsElement);
    /** The drawing that the reader sees at this width of the page. Observed, since asking would cost a layout. */
    this.visibleWidth = 'wide';
    new ResizeObserver(([{ contentRect }]) => {
      this.visibleWidth = contentRect.width > 0 ? 'wide' : 'narrow';
    }).observe(this.#part('wide'));
  }

  /** @param {Answer} answer */
  show(answer) {
    for (const [width, drawing] of Object.entries(answer.drawings)) this.#setHTML(width, drawing);
    for (const output of this.host.querySelectorAll('output')) {
      const readout = answer.readouts[output.name];
      if (!readout) continue;
      setAttribute(output, 'data-value', readout.value);
      setText(one(output, '.value', HTMLElement), readout.text);
      setText(one(output, '.unit', HTMLElement), readout.unit);
    }
    for (const note of this.host.querySelectorAll('[data-note]')) {
      setText(note, answer.controls[note.getAttribute('data-note') ?? ''] ?? '');
    }
    setText(this.#part('sentence'), answer.sentence);
    this.#setNotes(answer.notes);
    this.#setHTML('table', answer.table);
    this.trouble.hidden = true;
  }

  /**
   * The percentage is for the eye only: a voice would not stop counting.
   * @param {Line} line
   */
  say({ text, percent = '', retry = false, live = false }) {
    setText(this.status, text);
    setText(this.percent, percent);
    this.retry.hidden = !retry;
    this.status.classList.toggle('is-live', live);
  }

  /**
   * From now on the controls work, and this element answers links to its states: the places that such links landed
   * on are not needed.
   * @param {HTMLFormElement} form
   */
  enable(form) {
    for (const anchor of this.host.querySelectorAll('.permalink-anchor')) anchor.remove();
    one(form, 'fieldset', HTMLFieldSetElement).disabled = false;
    one(this.host, '.actions', HTMLElement).hidden = false;
  }

  /**
   * Links that depend on the state: a preset keeps whatever it does not name.
   * @param {Declaration} declaration
   * @param {State} state
   */
  link(declaration, state) {
    const { id, presets } = declaration;
    const here = query(declaration, state);
    one(this.host, '.state-link', HTMLAnchorElement).href = here ? `#${id}?${here}` : `#${id}`;
    this.host.querySelectorAll('a.preset').forEach((link, index) => {
      const there = query(declaration, { ...state, ...presets[index].state });
      setAttribute(link, 'href', `#${id}?${there}`);
      if (there === here) setAttribute(link, 'aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  }

  /** Brings the figure into view, unless most of its drawing is. */
  scrollTo() {
    const { top, bottom, height } = this.#part(this.visibleWidth).getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (seen < 0.6 * Math.min(height, innerHeight)) this.host.scrollIntoView({ block: 'start' });
  }

  /** @param {string} traceback */
  showTrouble(traceback) {
    this.trouble.hidden = !traceback;
    setText(one(this.trouble, 'pre', HTMLElement), traceback);
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
    if (this.#written.get(name) === html) return;
    this.#written.set(name, html);
    this.#part(name).innerHTML = html;
  }

  /** @param {string[]} notes */
  #setNotes(notes) {
    const part = this.#part('notes');
    if ([...part.children].map((child) => child.textContent).join('\n') === notes.join('\n')) return;
    part.replaceChildren(
      ...notes.map((note) => {
        const paragraph = document.createElement('p');
        paragraph.textContent = note;
        return paragraph;
      }),
    );
  }
}
