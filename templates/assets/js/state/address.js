// @ts-check
// The address bar, and what Back brings back. Every entry of the history holds the states of the figures that were
// not at their defaults. An entry that holds none is new (a link was followed, or the reader typed): its address speaks.

import { keptName } from '../base/page-address.js';
import { debounced } from './debounce.js';

/**
 * @typedef {Record<string, string>} Queries  figure id → its state as a query
 * @typedef {{figures: Queries, hash?: string}} Entry  the address stays as it is where there is no hash
 */

const WRITE_MS = 350; // browsers allow about a hundred changes in 30 s
const STAY_MS = 5000; // a state that was looked at for so long is one to come back to

/** The name of what an entry of the history is still to hold. @param {string} key */
const stored = (key) => keptName('entry', key);

/**
 * One entry for each step of the reader: the moves of a figure's controls up to a state that the reader stays at, or a
 * press of a button. Were each move one, Back would lead through all of them before it leads out of the page.
 */
export class Address {
  #step = ''; // what the last move was part of; '' where the next one is a step of its own
  #stayed = debounced(STAY_MS, () => (this.#step = ''));
  #key = ''; // of the entry that the page shows
  /** @type {(Entry & {push: boolean}) | null} */
  #unwritten = null;
  #write = debounced(WRITE_MS, () => this.flush());

  /** @param {Pick<Window, 'history' | 'sessionStorage'>} [host] */
  constructor(host = window) {
    this.host = host;
  }

  /**
   * The page has come to an entry.
   * @returns {Queries | null}  what it holds, null where it is new
   */
  arrive() {
    this.leave();
    this.#write.cancel();
    this.#unwritten = null;
    this.#step = '';
    const { state } = this.host.history;
    this.#key = state?.key ?? '';
    const late = this.#takeStored();
    if (late) this.#put({ ...late, push: false });
    return late?.figures ?? state?.figures ?? null;
  }

  /**
   * Writes into the entry that the page shows.
   * @param {Queries} figures
   * @param {string} [hash]  the address stays as it is where there is none
   */
  hold(figures, hash) {
    this.#put({ figures, hash, push: false });
  }

  /**
   * The reader has moved something. The first move of a step begins an entry, what follows of it is written there.
   * @param {string} step  what the move may be part of; '' where it is a step of its own
   * @param {Entry} entry
   */
  moved(step, entry) {
    const onward = step !== '' && step === this.#step;
    if (!onward) this.flush();
    this.#step = step;
    this.#stayed.later();
    if (!onward) return this.#put({ ...entry, push: true });
    this.#unwritten = { ...entry, push: this.#unwritten?.push ?? false };
    this.#write.later();
  }

  /** Writes now what was put off. */
  flush() {
    if (this.#unwritten) this.#put(this.#unwritten);
  }

  /**
   * The entry is left, perhaps before it was written: what it should hold waits for the reader's return. One that
   * never came to be cannot be returned to.
   */
  leave() {
    if (!this.#unwritten || this.#unwritten.push || !this.#key) return;
    const { figures, hash } = this.#unwritten;
    try {
      this.host.sessionStorage.setItem(stored(this.#key), JSON.stringify({ figures, hash }));
    } catch {
      // storage may be forbidden; then the entry holds what it held
    }
  }

  /** @returns {Entry | null} */
  #takeStored() {
    try {
      const text = this.host.sessionStorage.getItem(stored(this.#key));
      this.host.sessionStorage.removeItem(stored(this.#key));
      return text && JSON.parse(text);
    } catch {
      return null;
    }
  }

  /** @param {Entry & {push: boolean}} entry */
  #put(entry) {
    this.#write.cancel();
    this.#unwritten = null;
    if (this.#accepted(entry)) return;
    this.#unwritten = entry;
    this.#write.later();
  }

  /**
   * Browsers count these calls, and refuse some: with an error, or without a word.
   * @param {Entry & {push: boolean}} entry
   */
  #accepted({ figures, hash, push }) {
    const { history } = this.host;
    const key = String(Math.random());
    const kept = Object.fromEntries(Object.entries(figures).filter(([, query]) => query));
    try {
      if (push) history.pushState({ key, figures: kept }, '', hash);
      else history.replaceState({ key, figures: kept }, '', hash);
    } catch {
      return false;
    }
    if (history.state?.key !== key) return false;
    this.#key = key;
    return true;
  }
}
