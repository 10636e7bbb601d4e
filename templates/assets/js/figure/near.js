// @ts-check
// Figures that the reader is about to see: for them Python is started.

import { begun } from '../base/visit.js';

const NEAR = '400px'; // above and below the window

/** @param {(entries: IntersectionObserverEntry[]) => void} told  how it stands with what is observed, then each change */
function nearness(told) {
  return new IntersectionObserver(told, { rootMargin: NEAR });
}

/** @type {WeakMap<Element, (near: boolean) => void>} */
const listeners = new WeakMap();
/** @type {IntersectionObserver | undefined} for all: several are told in any order, and what is in the window is to come first */
let watcher;

/**
 * @param {Element} place
 * @param {(near: boolean) => void} listener  told how it stands with the place once the visit has begun, then of each change
 * @returns {() => void}  ends it
 */
export function watch(place, listener) {
  const observer = (watcher ??= nearness(tell));
  listeners.set(place, listener);
  begun().then(() => listeners.has(place) && observer.observe(place));
  return () => {
    listeners.delete(place);
    observer.unobserve(place);
  };
}

/** @param {IntersectionObserverEntry[]} entries */
function tell(entries) {
  const latest = new Map(entries.map((entry) => [entry.target, entry]));
  const nearest = [...latest.values()].sort((one, other) => away(one) - away(other));
  for (const { target, isIntersecting } of nearest) listeners.get(target)?.(isIntersecting);
}

/** How far it is from the window. @param {IntersectionObserverEntry} entry */
function away({ boundingClientRect: { top, bottom } }) {
  return Math.max(0, top - innerHeight, -bottom);
}

/** Of a page that has only begun to be shown: the first frame tells whether one of the figures looked at is near. */
export class FirstLook {
  #ended = false;
  #found;
  #observer;

  /** @param {() => void} found  called once, if one is */
  constructor(found) {
    this.#found = found;
    this.#observer = nearness((entries) => this.#told(entries));
  }

  /** Goes on with those that are there by now. What a frame has shown counts, even where that has not been told yet. */
  look() {
    this.#told(this.#observer.takeRecords());
    if (this.#ended) return;
    for (const figure of document.querySelectorAll('nt-figure')) this.#observer.observe(figure);
  }

  /** From now on others look. */
  end() {
    this.#told(this.#observer.takeRecords());
    this.#stop();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #told(entries) {
    if (this.#ended || !entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#stop();
    this.#found();
  }

  #stop() {
    this.#ended = true;
    this.#observer.disconnect();
  }
}
