// @ts-check
/**
 * The code of a cell: as it was published, and as the reader has it. Whoever edits it, runs it, keeps it or sends it on
 * goes through here.
 */
import { one } from '../base/dom.js';
import { say } from '../base/words.js';
import { PlainField } from './field.js';
import { symbolRow } from './symbols.js';

/** @import { Field, Given } from './field.js' */

export class Source {
  /** @type {Field | undefined} */
  #field;
  /** What is there only while it is open. @type {HTMLElement[]} */
  #around = [];
  #place;
  #listing;
  #code;
  #highlighted;
  #aside = document.createElement('template'); // has the published code while another is listed: a page may be saved then

  /**
   * @param {HTMLElement} cell
   * @param {() => void} changed  called whenever the reader’s code is another, or is opened
   */
  constructor(cell, changed) {
    this.#place = one(cell, '.source', HTMLElement);
    this.#listing = one(this.#place, 'pre', HTMLPreElement);
    this.#code = one(this.#listing, 'code', HTMLElement);
    /** What the reader had in it when this page was saved. @type {string | undefined} */
    this.saved = this.#tidy();
    this.#highlighted = [...this.#code.childNodes];
    this.changed = changed;
    /** As it was published. */
    this.published = this.#listed;
    letTabLeave(this.#place);
  }

  get #listed() {
    return (this.#listing.textContent ?? '').replace(/\n$/, '');
  }

  /** As the reader has it. */
  get text() {
    return this.#field?.text ?? this.published;
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
    if (text !== this.text) {
      this.#close();
      this.mark(0);
    }
    if (!this.#field) this.#open(text);
    if (focus) this.focus();
  }

  /** Brings back what was published. */
  reset() {
    this.#close();
    this.#typed();
    this.focus();
  }

  /** Where the reader goes on, after a button. */
  focus() {
    if (this.#field) this.#field.focus();
    else this.#listing.focus({ preventScroll: true });
  }

  /** The line that an error points at; 0 for none. @param {number} line */
  mark(line) {
    if (line) this.#place.style.setProperty('--line', String(line));
    else this.#place.style.removeProperty('--line');
    if (!this.#place.getAttribute('style')) this.#place.removeAttribute('style');
  }

  /** @param {string} text */
  #open(text) {
    const keys = document.createElement('p');
    keys.className = 'keys';
    keys.id = `${this.#place.parentElement?.id}-keys`;
    keys.textContent = say('Tab indents; Esc, then Tab leaves.');
    const attributes = { 'aria-label': this.#listing.getAttribute('aria-label') ?? say('the code'), 'aria-describedby': keys.id };
    const plain = new PlainField({ text, selection: [0, 0], attributes, changed: () => this.#typed() });
    const touched = matchMedia('(pointer: coarse)').matches;
    this.#field = plain;
    this.#around = [keys, ...(touched ? [symbolRow(plain)] : []), this.#aside];
    this.#listing.hidden = true;
    this.#listing.after(plain.element, ...this.#around);
    if (!touched) plain.element.addEventListener('focus', () => this.#fetchEditor(plain, attributes), { once: true });
    this.#changed();
  }

  /**
   * The editor takes the place of the plain field, where it can be had.
   *
   * @param {PlainField} plain
   * @param {Given['attributes']} attributes
   */
  async #fetchEditor(plain, attributes) {
    const chunk = await import('../chunks/editor.js').catch(() => null);
    await plain.atRest();
    if (!chunk || this.#field !== plain) return;
    const there = document.activeElement === plain.element;
    const { text, selection } = plain;
    this.#field = new chunk.Editor({ text, selection, attributes, changed: () => this.#typed() });
    plain.element.replaceWith(this.#field.element);
    if (there) this.focus();
  }

  #close() {
    this.#field?.remove();
    this.#field = undefined;
    for (const element of this.#around) element.remove();
    this.#listing.hidden = false;
  }

  /** An error points at the code that ran. */
  #typed() {
    this.mark(0);
    this.#changed();
  }

  /** The listing says the same, hidden: it is what is printed, and what Copy takes. */
  #changed() {
    if (this.edited) {
      this.#aside.content.append(...this.#highlighted);
      this.#code.replaceChildren(`${this.text}\n`);
    } else this.#code.replaceChildren(...this.#highlighted);
    this.changed();
  }

  /** Makes what it was of a page that was saved while this was open. @returns {string | undefined}  what was edited */
  #tidy() {
    const aside = this.#place.querySelector('template');
    const edit = aside?.content.hasChildNodes() ? this.#listed : undefined;
    if (edit !== undefined) this.#code.replaceChildren(.../** @type {HTMLTemplateElement} */ (aside).content.childNodes);
    for (const left of this.#place.querySelectorAll('textarea, .cm-editor, .keys, .symbols, template')) left.remove();
    this.#listing.hidden = false;
    return edit;
  }
}

/**
 * Tab indents in a field; behind Esc it leads on, as it does everywhere else.
 *
 * @param {HTMLElement} place
 */
function letTabLeave(place) {
  let leaves = false;
  place.addEventListener('focusout', () => (leaves = false));
  place.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab' && leaves) event.stopPropagation();
      else if (event.key !== 'Shift') leaves = event.key === 'Escape';
    },
    { capture: true },
  );
}
