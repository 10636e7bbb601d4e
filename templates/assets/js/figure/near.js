// @ts-check
// Figures that the reader is about to see: for them Python is started.

const NEAR = '400px'; // above and below the window

/** @param {(entries: IntersectionObserverEntry[]) => void} told  how it stands with what is observed, then each change */
export function nearness(told) {
  return new IntersectionObserver(told, { rootMargin: NEAR });
}

/** Of a page that has only begun to be shown: the first frame that has a figure tells whether it is near. */
export class FirstLook {
  #ended = false;
  #observer;

  /** @param {() => void} found  called once, if one is */
  constructor(found) {
    this.#observer = nearness((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.end();
      found();
    });
  }

  /** Goes on with those that are there by now. */
  look() {
    if (this.#ended) return;
    for (const figure of document.querySelectorAll('nt-figure')) this.#observer.observe(figure);
  }

  end() {
    this.#ended = true;
    this.#observer.disconnect();
  }
}
