// @ts-check
/**
 * Files that are fetched only where the reader asks for them: who waits for that, what of them is on the shelf, and the
 * ways to pause and to forget.
 *
 * @typedef {import('../load/plan.js').Entry} Entry
 * @typedef {import('./needs.js').Bringing} Bringing
 */
import { filesHere, offShelf } from '../load/kept.js';
import { bytesOf, fileName } from '../load/plan.js';
import { Stopped } from './interpreter.js';
import { say } from '../base/words.js';

export class Offers {
  /** @type {Set<string>} */
  #accepted = new Set(); // names of those that the reader wants
  /** @type {Set<() => void>} */
  #waiting = new Set();
  /** @type {Map<string, AbortController>} */
  #fetching = new Map();
  /** @type {Map<string, number>} */
  kept = new Map(); // bytes on the shelf, by name

  /** @param {Entry[]} bill  of the page */
  constructor(bill) {
    this.entries = bill.filter(({ offered, parts }) => offered && parts.length);
  }

  /** Looks at what is on the shelf. */
  async look() {
    for (const { name, parts } of this.entries) {
      const here = await filesHere(parts[0].url);
      const bytes = parts.filter((part) => here.has(fileName(part))).reduce((sum, part) => sum + part.bytes, 0);
      if (bytes) this.kept.set(name, bytes);
      else this.kept.delete(name);
    }
  }

  /**
   * Fetches an entry once the reader wants it; one that is on the shelf is wanted.
   *
   * @template T
   * @param {Entry} entry
   * @param {(how: Partial<Bringing>) => void} tell
   * @param {AbortSignal} signal
   * @param {(signal: AbortSignal) => Promise<T>} fetch
   * @returns {Promise<T>}
   */
  async take(entry, tell, signal, fetch) {
    const bytes = bytesOf(entry);
    for (;;) {
      await this.look();
      const here = this.kept.get(entry.name) ?? 0;
      if (here < bytes && !this.#accepted.has(entry.name)) {
        tell({ offer: here, bytes, done: undefined });
        await this.#change(signal);
        continue;
      }
      tell({ offer: undefined, pauses: here < bytes });
      const pause = new AbortController();
      const stop = () => pause.abort();
      signal.addEventListener('abort', stop);
      this.#fetching.set(entry.name, pause);
      try {
        return await fetch(pause.signal);
      } catch (error) {
        this.#accepted.delete(entry.name); // what was lost is offered again
        if (signal.aborted || !pause.signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        this.#fetching.delete(entry.name);
        await this.look();
      }
    }
  }

  /** The reader wants it. @param {string} name */
  accept(name) {
    this.#accepted.add(name);
    for (const go of this.#waiting) go();
  }

  /** What has come stays on the shelf. @param {string} name */
  pause(name) {
    this.#fetching.get(name)?.abort();
  }

  /** Takes all of them off the shelf. What Python has of them already, it keeps until the page is closed. */
  async forget() {
    for (const { name, parts } of this.entries) {
      this.#accepted.delete(name);
      for (const { url } of parts) await offShelf(url);
    }
    await this.look();
    for (const go of this.#waiting) go();
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<void>}  settles once the reader wants one of them, or what is kept has changed
   */
  async #change(signal) {
    if (signal.aborted) throw new Stopped(say('Stopped.'), true);
    /** @type {() => void} */
    let go = () => {};
    await new Promise((resolve, reject) => {
      go = () => resolve(undefined);
      this.#waiting.add(go);
      signal.addEventListener('abort', () => reject(new Stopped(say('Stopped.'), true)), { once: true });
    }).finally(() => this.#waiting.delete(go));
  }
}
