// @ts-check
/**
 * A plain field for code: on screens that are touched, until the editor has been fetched, and where it cannot be.
 *
 * @typedef {object} Field  what the reader edits the code in
 * @property {HTMLElement} element
 * @property {string} text
 * @property {readonly [number, number]} selection
 * @property {() => void} focus
 * @property {() => void} remove
 *
 * @typedef {object} Given  for a field
 * @property {string} text
 * @property {readonly [number, number]} selection
 * @property {Record<string, string>} attributes  what it is called, and what describes it
 * @property {() => void} changed
 */
import { indented, newline, straightened, unindented } from './typing.js';

/** @import { Edit } from './typing.js' */

/** Keyboards on screens put in what they like, but for these. */
const AS_TYPED = { autocapitalize: 'off', autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', translate: 'no', wrap: 'off' };

/** @implements {Field} */
export class PlainField {
  element = document.createElement('textarea');
  #before; // what it held

  /** @param {Given} given */
  constructor({ text, selection, attributes, changed }) {
    for (const [name, value] of Object.entries({ ...AS_TYPED, ...attributes })) this.element.setAttribute(name, value);
    this.element.value = this.#before = text;
    this.element.setSelectionRange(...selection);
    this.#fit();
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('beforeinput', (event) => this.#beforeInput(event));
    this.element.addEventListener('input', (event) => {
      if (/** @type {InputEvent} */ (event).inputType !== 'insertFromPaste') this.#straighten();
      this.#before = this.text;
      this.#fit();
      changed();
    });
  }

  get text() {
    return this.element.value;
  }

  /** @returns {readonly [number, number]} */
  get selection() {
    return [this.element.selectionStart, this.element.selectionEnd];
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }

  remove() {
    this.element.remove();
  }

  indent() {
    this.#change(indented(this.text, ...this.selection));
  }

  unindent() {
    this.#change(unindented(this.text, ...this.selection));
  }

  /** In the place of what is selected. @param {string} text */
  insert(text) {
    this.focus();
    document.execCommand('insertText', false, text); // the only way that Undo takes back
  }

  /** @param {Edit} edit */
  #change({ from, to, insert, selection }) {
    if (this.text.slice(from, to) === insert) return;
    this.element.setSelectionRange(from, to);
    if (insert) this.insert(insert);
    else document.execCommand('delete');
    this.element.setSelectionRange(...selection);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.shiftKey) this.unindent();
    else this.indent();
  }

  /** @param {InputEvent} event */
  #beforeInput(event) {
    if (event.inputType !== 'insertLineBreak') return;
    event.preventDefault();
    this.insert(newline(this.text, this.element.selectionStart));
  }

  #straighten() {
    const text = straightened(this.#before, this.text);
    if (text === this.text) return;
    const { selection } = this;
    this.element.value = text;
    this.element.setSelectionRange(...selection);
  }

  #fit() {
    this.element.rows = this.text.split('\n').length;
  }
}
