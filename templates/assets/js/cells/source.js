// @ts-check
/**
 * The code of a cell: as it was published, and as the reader has it. Whoever edits it, runs it, keeps it or sends it on
 * goes through here.
 */
import { one } from '../base/dom.js';
import { say } from '../base/words.js';

export class Source {
  /** @type {HTMLTextAreaElement | undefined} */
  #field;
  #place;
  #listing;

  /**
   * @param {HTMLElement} cell
   * @param {() => void} changed  called whenever the reader’s code is another, or is opened
   */
  constructor(cell, changed) {
    this.#place = one(cell, '.source', HTMLElement);
    this.#listing = one(this.#place, 'pre', HTMLPreElement);
    this.changed = changed;
    /** As it was published. */
    this.published = (this.#listing.textContent ?? '').replace(/\n$/, '');
  }

  /** As the reader has it. */
  get text() {
    return this.#field?.value ?? this.published;
  }

  get edited() {
    return this.text !== this.published;
  }

  /** Whether the reader is at it. */
  get open() {
    return this.#field !== undefined;
  }

  /**
   * Opens it for the reader, who goes on there.
   *
   * @param {string} [text]  that it has then
   * @param {{ focus?: boolean }} [how]  focus: whether the reader goes on there
   */
  edit(text = this.text, { focus = true } = {}) {
    if (text !== this.text) this.#close();
    this.#field ??= this.#opened(text);
    this.changed();
    if (focus) this.focus();
  }

  /** Brings back what was published. */
  reset() {
    this.#close();
    this.mark(0);
    this.changed();
    this.focus();
  }

  /** Where the reader goes on, after a button. */
  focus() {
    (this.#field ?? this.#listing).focus({ preventScroll: true });
  }

  /** The line that an error points at; 0 for none. @param {number} line */
  mark(line) {
    if (line) this.#place.style.setProperty('--line', String(line));
    else this.#place.style.removeProperty('--line');
    if (!this.#place.getAttribute('style')) this.#place.removeAttribute('style');
  }

  #close() {
    this.#field?.remove();
    this.#field = undefined;
    this.#listing.hidden = false;
  }

  /**
   * A plain field: keyboards on screens put in what they like, but for these attributes.
   *
   * @param {string} text
   */
  #opened(text) {
    const field = document.createElement('textarea');
    field.value = text;
    field.spellcheck = false;
    field.autocapitalize = 'off';
    field.setAttribute('autocorrect', 'off');
    field.autocomplete = 'off';
    field.translate = false;
    field.wrap = 'off';
    field.setAttribute('aria-label', this.#listing.getAttribute('aria-label') ?? say('the code'));
    const fit = () => (field.rows = field.value.split('\n').length);
    fit();
    field.addEventListener('input', () => {
      fit();
      this.changed();
    });
    this.#listing.hidden = true;
    this.#listing.after(field);
    return field;
  }
}
