// @ts-check
/**
 * A reader's edits of a cell's code, kept on this device for the next visit: of one version of the text, for another is
 * not what they were made for. The newest is first; those below it are what links' edits took the place of, which the
 * reader went on from. Other tabs write there, too: what a page changes is only its own.
 */
import { keptName, pagePath } from '../base/page-address.js';
import { digest } from './difference.js';

export class Edits {
  /** @type {string[]} */
  #stored; // as they lay there last
  #key;
  /** @type {string | undefined} */
  #own; // the one that this page shows, or would
  #published;
  #storage;
  /** What a link has brought, as it came: it is kept once the reader changes it. @type {string | undefined} */
  linked;
  /** Why the last one is not kept. @type {'' | 'full' | 'forbidden'} */
  unkept = '';

  /**
   * @param {string} cell  its id
   * @param {string} published  its code
   * @param {() => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} [storage]
   */
  constructor(cell, published, storage = () => localStorage) {
    this.#key = keptName('edit', `${pagePath()}#${cell} ${digest(published)}`);
    this.#published = published;
    this.#storage = storage;
    this.#stored = this.#read();
    this.#own = this.#stored.at(0);
  }

  /** What is shown; undefined where that is what was published. */
  get now() {
    return this.linked ?? this.#own;
  }

  /** What lies below what is shown, unless that is what was published. */
  get earlier() {
    const below = this.#stored.at(this.#place(this.#stored) + 1);
    return this.linked === undefined ? below : (this.#own ?? below);
  }

  /** The reader has made this of what is shown. @param {string} text */
  keep(text) {
    const kept = this.#read();
    const place = this.linked === undefined ? this.#place(kept) : -1;
    const made = text === this.#published ? [] : [text];
    kept.splice(Math.max(place, 0), place < 0 ? 0 : 1, ...made);
    this.linked = undefined;
    this.#own = made.at(0);
    this.#write(kept);
  }

  /** What is shown is no more: what lies below it is. */
  drop() {
    if (this.linked !== undefined) {
      this.linked = undefined;
      return;
    }
    const { earlier } = this;
    const kept = this.#read();
    const place = this.#place(kept);
    this.#write(kept.filter((_, index) => index !== place));
    this.#own = earlier;
  }

  /** Where this page's own lies among them; -1: nowhere. @param {string[]} texts */
  #place(texts) {
    return this.#own === undefined ? -1 : texts.indexOf(this.#own);
  }

  /** @returns {string[]} */
  #read() {
    try {
      const texts = JSON.parse(this.#storage().getItem(this.#key) ?? '[]');
      return Array.isArray(texts) && texts.every((text) => typeof text === 'string') ? texts : [];
    } catch {
      return []; // forbidden, or somebody else's
    }
  }

  /** @param {string[]} texts */
  #write(texts) {
    this.#stored = texts;
    try {
      if (texts.length) this.#storage().setItem(this.#key, JSON.stringify(texts));
      else this.#storage().removeItem(this.#key);
      this.unkept = '';
    } catch (error) {
      this.unkept = error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'forbidden'; // it stays until the page is left
    }
  }
}
