// @ts-check
// What stands in a cell in the place of the code that was published: the reader's edit, or one that a link brings.

import { copyText } from '../base/clipboard.js';
import { pageAddress } from '../base/page-address.js';
import { say } from '../base/words.js';
import { read, written } from './difference.js';
import { Edits } from './edits.js';
import { fragmentOf, leaveLink, readdress } from './link.js';

/** @import { Source } from './source.js' */

export class Draft {
  /** @type {string | undefined} */
  #asked; // the text that the reader last had run
  #edits;
  #id;
  #source;

  /**
   * @param {string} id  of the cell
   * @param {Source} source
   */
  constructor(id, source) {
    this.#id = id;
    this.#source = source;
    this.#edits = new Edits(id, source.published);
  }

  /** Shows what the reader left on the last visit, or what the page was saved with. */
  restore() {
    const left = this.#edits.now ?? this.#source.saved;
    if (left !== undefined) this.#source.edit(left, { focus: false });
  }

  /** Whether it came with a link, and nobody here has had it run. */
  get unasked() {
    return this.#edits.linked !== undefined && this.#edits.linked !== this.#asked;
  }

  /** The reader has what is shown run. */
  ask() {
    this.#asked = this.#source.text;
  }

  /** The source has a text. @returns {boolean}  whether it is one that the reader has made just now */
  follow() {
    const { published, text } = this.#source;
    if (text === (this.#edits.now ?? published)) return false;
    this.#edits.keep(text);
    leaveLink(this.#id);
    return true;
  }

  /**
   * Shows the edit that a link brings: it may be anybody's. The reader's own is not lost.
   *
   * @param {string} link
   * @param {{ focus: boolean }} how  focus: whether the reader is in the code
   * @returns {Promise<string>}  a sentence, where it cannot be shown
   */
  async open(link, how) {
    const { text, why } = await read(this.#source.published, link);
    if (text === undefined || text === this.#source.text) return why;
    this.#edits.linked = text;
    this.#source.edit(text, how);
    return '';
  }

  /** Leads back to what lies below. */
  drop() {
    this.#edits.drop();
    leaveLink(this.#id);
    if (this.#edits.now === undefined) return this.#source.reset();
    this.#source.mark(0);
    this.#source.edit(this.#edits.now);
  }

  /** Copies a link to it. @returns {Promise<string>}  a sentence */
  async share() {
    const page = pageAddress();
    if (!page) return say('This copy of the page does not know where the page is found: no link leads to an edit in it.');
    const { link, why } = await written(this.#source.published, this.#source.text);
    if (link === undefined) return why;
    const hash = fragmentOf(this.#id, link);
    if (await copyText(page + hash)) return say('Link copied.');
    readdress(hash);
    return say('This browser does not let the page copy: the link stands in its address bar.');
  }

  /** Whether an edit of the reader's lies below. */
  get covers() {
    return this.#edits.earlier !== undefined;
  }

  /** What it is, in a word or two. */
  get mark() {
    return this.#edits.linked === undefined ? say('edited') : say('from a link: kept once you change it');
  }

  /** A sentence, while nobody here has had run what a link brought. */
  get brought() {
    if (!this.unasked) return '';
    if (!this.covers) return say('This edit came with the link; it has not been run.');
    return say('This edit came with the link; it has not been run. Yours is still there.');
  }

  /** A sentence, where the reader's edit goes with the page. */
  get unkept() {
    if (!this.#source.edited || !this.#edits.unkept) return '';
    if (this.#edits.unkept === 'full') return say('This edit is not kept for your next visit: this browser has no room for it.');
    return say('This edit is not kept for your next visit: this browser does not let the page keep anything.');
  }
}
