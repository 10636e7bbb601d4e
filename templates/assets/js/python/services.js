// @ts-check
/**
 * The services of a page, by name: `figures`, and those that its figures ask. One loader brings what they come out of.
 *
 * @typedef {import('../load/plan.js').Entry} Entry
 * @typedef {{ post: string, bill: Entry[], kept?: string }} Manifest  kept: the address of the site's bill
 * @typedef {import('./service.js').Status} Status
 */
import { bestWay } from '../load/circumstances.js';
import { LoadError, Loader, STALL, TICK } from '../load/loader.js';
import { say } from '../base/words.js';
import { askedBefore, rememberAsked } from './before.js';
import { Offers } from './offers.js';
import { Service } from './service.js';

export class Services {
  /** Nothing is fetched before something is asked of one of them. @param {Manifest} manifest  addresses relative to the page */
  constructor(manifest) {
    this.manifest = manifest;
    this.loader = new Loader();
    this.offers = new Offers(manifest.bill);
    /** @type {Set<(name: string, status: Status) => void>} */
    this.listeners = new Set();
    /** @type {Map<string, Service>} */
    this.running = new Map();
    /** @type {Set<string>} */
    this.asked = new Set(); // on this visit, beside `figures`
    /** @type {Set<string>} */
    this.fed = new Set(); // with files of the reader's: the next visit has none of them
  }

  /** Starts that of the figures, and those which this page asked on the last visit. */
  start() {
    this.get('figures').start();
    for (const name of askedBefore()) if (this.has(name)) this.get(name).start();
  }

  /** One that figures ask. @param {string} name */
  ask(name) {
    const service = this.get(name);
    if (!this.asked.has(name) && !this.fed.has(name)) rememberAsked(this.asked.add(name));
    return service;
  }

  /** One gets a file of the reader's: until it has another it is of no use. @param {string} name */
  feed(name) {
    this.fed.add(name);
    if (this.asked.delete(name)) rememberAsked(this.asked);
  }

  /** @param {string} name */
  has(name) {
    return this.manifest.bill.some(({ service }) => service === name);
  }

  /** @param {string} name */
  get(name) {
    const known = this.running.get(name);
    if (known) return known;
    const { bill } = this.manifest;
    if (!this.has(name)) throw new LoadError('', say('This page has no service “{service}”.', { service: name }));
    const service = new Service(name, bill, this.loader, {
      way: () => bestWay(bill),
      answered: () => void this.shelve(),
      changed: (status) => this.listeners.forEach((listener) => listener(name, status)),
    });
    this.running.set(name, service);
    return service;
  }

  /** @param {(name: string, status: Status) => void} listener  called with every change, from now on */
  onstatus(listener) {
    this.listeners.add(listener);
  }

  /**
   * A data file, to be handed over.
   *
   * @param {string} path  by which figures and services know it
   * @param {(how: Partial<import('./needs.js').Bringing>) => void} tell
   * @param {AbortSignal} signal  gives it up; the parts that are here are kept
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async data(path, tell, signal) {
    const entry = this.manifest.bill.find(({ name, when }) => name === path && when === 'asked');
    const file = path.split('/').at(-1) ?? '';
    if (!entry) throw new LoadError(file, say('{file} is not in this copy of the page: the page itself has it.', { file }));
    if (!entry.parts.length) throw new LoadError(file, say('This site was built without {file}.', { file }));
    if (!entry.offered) return this.fetched(entry, tell, signal);
    return this.offers.take(entry, tell, signal, (paused) => this.fetched(entry, tell, paused));
  }

  /**
   * @param {Entry} entry
   * @param {(how: Partial<import('./needs.js').Bringing>) => void} tell
   * @param {AbortSignal} signal
   */
  async fetched(entry, tell, signal) {
    const progress = () => tell({ done: claim.loaded / claim.total, bytes: claim.total, unkept: this.loader.unkept.has(entry.name) });
    let silence = 0; // seconds
    const claim = this.loader.claim([entry], () => {
      silence = 0;
      progress();
    });
    const release = () => claim.release();
    const clock = setInterval(() => {
      silence = claim.owed.length ? silence + TICK : 0;
      if (silence >= STALL) claim.stall(STALL);
    }, TICK * 1000);
    signal.addEventListener('abort', release);
    try {
      progress();
      return await claim.take(entry);
    } finally {
      clearInterval(clock);
      signal.removeEventListener('abort', release);
      release();
      void this.shelve();
    }
  }

  /** Keeps what has come for the next visit. */
  shelve() {
    return this.loader.shelve(this.manifest.kept);
  }
}
