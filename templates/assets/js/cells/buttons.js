// @ts-check
// The buttons of a cell, by their classes: which are offered, and what a press does.

import { one, setText } from '../base/dom.js';

export class Buttons {
  #gone;
  #host;

  /**
   * @param {HTMLElement} host
   * @param {() => void} gone  called where a button goes that holds the focus
   */
  constructor(host, gone) {
    this.#host = host;
    this.#gone = gone;
  }

  /**
   * @param {Record<string, () => void>} acts
   * @param {() => void} pressed  called before each
   */
  bind(acts, pressed) {
    for (const [name, act] of Object.entries(acts)) {
      this.#button(name)?.addEventListener('click', () => {
        pressed();
        act();
      });
    }
  }

  /** @param {Record<string, boolean>} offered */
  offer(offered) {
    for (const [name, is] of Object.entries(offered)) {
      const button = this.#button(name);
      if (!button) continue;
      if (!is && button === document.activeElement) this.#gone();
      button.hidden = !is;
    }
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  word(name, words) {
    setText(this.#button(name), words);
  }

  /** @param {string} name @returns {HTMLButtonElement | null} */
  #button(name) {
    return this.#host.querySelector(`button.${name}`);
  }
}
