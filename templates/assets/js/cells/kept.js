// @ts-check
/**
 * A reader's edits of a cell's code, kept on this device for the next visit: of one version of the text, for another is
 * not what they were made for. On top lies what is shown; below it what that took the place of, where a link brought it.
 */
import { digest } from './difference.js';

export class Kept {
  /** @type {string[]} */
  #texts;
  #key;
  #published;
  /** Whether this browser keeps them. */
  kept = true;

  /**
   * @param {string} cell  its id
   * @param {string} published  its code
   * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} [storage]
   */
  constructor(cell, published, storage) {
    this.#key = `edit ${new URL(document.baseURI).pathname}#${cell}`;
    this.#published = published;
    this.storage = storage;
    this.#texts = this.#read();
  }

  /** What is shown; undefined where that is what was published. */
  get now() {
    return this.#texts.at(0);
  }

  /** What Reset leads back to, unless that is what was published. */
  get earlier() {
    return this.#texts.at(1);
  }

  /** The reader has made this of it. @param {string} text */
  hold(text) {
    this.#texts[0] = text;
    this.#write();
  }

  /** A link has brought this: it is kept once the reader changes it. @param {string} text */
  lay(text) {
    this.#texts = [text, ...this.#texts.filter((own) => own !== this.#published)];
  }

  /** What is shown is no more. */
  drop() {
    this.#texts.shift();
    this.#write();
  }

  /** @returns {string[]} */
  #read() {
    try {
      const { of, texts } = JSON.parse((this.storage ?? localStorage).getItem(this.#key) ?? '{}');
      return of === digest(this.#published) && texts.every((/** @type {unknown} */ text) => typeof text === 'string') ? texts : [];
    } catch {
      return []; // forbidden, or somebody else's
    }
  }

  #write() {
    const texts = this.#texts;
    try {
      const storage = this.storage ?? localStorage;
      if (texts.every((text) => text === this.#published)) storage.removeItem(this.#key);
      else storage.setItem(this.#key, JSON.stringify({ of: digest(this.#published), texts }));
      this.kept = true;
    } catch {
      this.kept = false; // full or forbidden: what is shown stays until the page is left
    }
  }
}
