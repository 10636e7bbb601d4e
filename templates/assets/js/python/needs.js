// @ts-check
/**
 * What figures need before they can be computed, brought to their Python: files, and what other services compute. Each is
 * brought once, whoever waits for it, and given up when nobody does.
 *
 * @typedef {{ data: string }} File
 * @typedef {{ service: string, method: string, arguments: object, stream?: boolean }} Call  stream: its result comes in parts
 * @typedef {{ file: string }} Chosen  by the reader
 * @typedef {File | Call | Chosen} Need
 *
 * @typedef {object} Bringing  what somebody waits for now
 * @property {Need} need
 * @property {number} [done]  how much of it is here, from 0 to 1, where that is known
 * @property {number} [bytes]  of a file
 * @property {number} [offer]  bytes that are kept of a file that the reader has yet to ask for
 * @property {boolean} [pauses]  a file that the reader has asked for
 * @property {boolean} [unkept]  a file for which this browser has no room to keep it
 *
 * @typedef {Bringing & { abort: AbortController, holders: Set<string>, brought: Promise<void>, here: boolean }} Job
 * @typedef {(need: Need, tell: (how: Partial<Bringing>) => void, signal: AbortSignal) => Promise<void>} Bring
 */
import { Stopped } from './interpreter.js';
import { say } from '../base/words.js';

/** Something newer is wanted: nobody waits for this any more, though it may be wanted again at once. */
export class Overtaken extends Error {}

export class Needs {
  /** @type {Map<string, Job>} */
  #jobs = new Map(); // those on their way
  /** @type {Map<string, AbortController>} */
  #waits = new Map(); // by holder

  /**
   * @param {Bring} bring
   * @param {() => void} changed  what somebody waits for, or how much of it is here
   */
  constructor(bring, changed) {
    this.bring = bring;
    this.changed = changed;
  }

  /**
   * Waits until all is brought; what else this holder has waited for it does not want any more.
   *
   * @param {string} holder
   * @param {Need[]} needs
   * @param {AbortSignal} [overtaken]  the holder need not wait; what is on its way stays so until it says what it wants then
   */
  async hold(holder, needs, overtaken) {
    const jobs = needs.map((need) => this.#job(need, holder));
    this.#leave(holder, jobs);
    const stopped = new AbortController();
    this.#waits.set(holder, stopped);
    this.changed();
    try {
      await Promise.race([
        Promise.all(jobs.map(({ brought }) => brought)),
        aborted(stopped.signal, () => new Stopped(say('Stopped.'), true)),
        ...(overtaken ? [aborted(overtaken, () => new Overtaken())] : []),
      ]);
    } catch (error) {
      if (!(error instanceof Overtaken)) this.#leave(holder, []);
      throw error;
    } finally {
      if (this.#waits.get(holder) === stopped) this.#waits.delete(holder);
      this.changed();
    }
  }

  /** @param {string} holder  who wants nothing more */
  release(holder) {
    this.#leave(holder, []);
  }

  /** The reader has had enough of waiting. @param {string} holder @returns {boolean}  whether it waited */
  stop(holder) {
    const wait = this.#waits.get(holder);
    wait?.abort();
    return wait !== undefined;
  }

  /** @param {string} holder @returns {Bringing | undefined}  the first that it waits for */
  of(holder) {
    if (!this.#waits.has(holder)) return undefined;
    return [...this.#jobs.values()].find(({ holders, here }) => holders.has(holder) && !here);
  }

  /**
   * @param {Need} need
   * @param {string} holder
   * @returns {Job}
   */
  #job(need, holder) {
    const key = JSON.stringify(need);
    const known = this.#jobs.get(key);
    if (known) {
      known.holders.add(holder);
      return known;
    }
    const abort = new AbortController();
    /** @type {Job} */
    const job = { need, abort, holders: new Set([holder]), here: false, brought: Promise.resolve() };
    const tell = (/** @type {Partial<Bringing>} */ how) => {
      Object.assign(job, how);
      this.changed();
    };
    job.brought = this.bring(need, tell, abort.signal).finally(() => {
      job.here = true;
      if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    });
    job.brought.catch(() => {}); // whoever holds it hears of it
    this.#jobs.set(key, job);
    return job;
  }

  /**
   * @param {string} holder
   * @param {Job[]} wanted  still
   */
  #leave(holder, wanted) {
    for (const [key, job] of this.#jobs) {
      if (wanted.includes(job) || !job.holders.delete(holder) || job.holders.size) continue;
      this.#jobs.delete(key);
      job.abort.abort();
    }
  }
}

/**
 * @param {AbortSignal} signal
 * @param {() => Error} reason
 * @returns {Promise<never>}
 */
function aborted(signal, reason) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(reason());
    signal.addEventListener('abort', () => reject(reason()), { once: true });
  });
}
