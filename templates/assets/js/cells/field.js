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

/** What the reader types, which is not what is pasted, or comes back with Undo. */
const TYPED = ['insertText', 'insertReplacementText'];

/** @implements {Field} */
export class PlainField {
  element = document.createElement('textarea');
  #before; // what it held
  #puts = false; // what comes in now is ours
  /** A press, or a composition, that goes on. @type {Promise<void> | undefined} */
  #underWay;

  /** @param {Given} given */
  constructor({ text, selection, attributes, changed }) {
    for (const [name, value] of Object.entries({ ...AS_TYPED, ...attributes })) this.element.setAttribute(name, value);
    this.element.value = this.#before = text;
    this.element.setSelectionRange(...selection);
    this.#fit();
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('beforeinput', (event) => this.#beforeInput(event));
    this.element.addEventListener('input', (event) => {
      this.#came(/** @type {InputEvent} */ (event));
      this.#fit();
      changed();
    });
    this.element.addEventListener('compositionend', () => this.#straighten());
    this.element.addEventListener('pointerdown', () => this.#goesOnUntil('pointerup', 'pointercancel'));
    this.element.addEventListener('compositionstart', () => this.#goesOnUntil('compositionend'));
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
    this.focus();
    this.#change(indented(this.text, ...this.selection));
  }

  unindent() {
    this.focus();
    this.#change(unindented(this.text, ...this.selection));
  }

  /** In the place of what is selected. @param {string} text */
  insert(text) {
    this.focus();
    this.#put(text);
  }

  /** Once nothing goes on in it that would end with it. */
  async atRest() {
    while (this.#underWay) await this.#underWay;
  }

  /** @param {Edit} edit */
  #change({ from, to, insert, selection }) {
    if (this.text.slice(from, to) === insert) return;
    this.element.setSelectionRange(from, to);
    this.#put(insert);
    this.element.setSelectionRange(...selection);
  }

  /** In the place of what is selected. @param {string} text */
  #put(text) {
    this.#puts = true;
    if (!this.#command(text)) {
      this.element.setRangeText(text, ...this.selection, 'end');
      this.element.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    this.#puts = false;
  }

  /** As Undo takes it back, which it does with nothing else. @param {string} text @returns {boolean}  whether it was done */
  #command(text) {
    if (document.activeElement !== this.element) return false;
    return text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
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
    if (event.inputType !== 'insertLineBreak' || !event.cancelable) return;
    event.preventDefault();
    this.insert(newline(this.text, this.element.selectionStart));
  }

  /** What is composed comes bit by bit, and is let be until it is whole. @param {InputEvent} event */
  #came({ inputType, isComposing }) {
    if (isComposing) return;
    if (!this.#puts && TYPED.includes(inputType)) this.#straighten();
    this.#before = this.text;
  }

  #straighten() {
    this.#change(straightened(this.#before, this.text, this.selection));
    this.#before = this.text;
  }

  /** @param {string[]} ends  events, whichever comes first */
  #goesOnUntil(...ends) {
    this.#underWay = new Promise((resolve) => {
      const over = new AbortController();
      const end = () => {
        over.abort();
        this.#underWay = undefined;
        setTimeout(resolve); // once the browser has done what it does then
      };
      for (const name of ends) addEventListener(name, end, { signal: over.signal });
    });
  }

  #fit() {
    this.element.rows = this.text.split('\n').length;
    this.element.defaultValue = this.text; // is what a page holds that is saved
  }
}
