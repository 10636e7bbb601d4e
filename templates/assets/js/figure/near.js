// @ts-check
// Figures that the reader is about to see: for them Python is started.

const NEAR = '400px'; // above and below the window

/** @param {(entries: IntersectionObserverEntry[]) => void} told  how it stands with what is observed, then each change */
export function nearness(told) {
  return new IntersectionObserver(told, { rootMargin: NEAR });
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
