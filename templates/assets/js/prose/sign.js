// @ts-check
// How a figure stands, said under a paragraph that has a handle on it; a press leads to the figure. It takes no room.

import { setHidden, setText } from '../base/dom.js';

export class Sign {
  #used = false; // a handle of the paragraph is, or was: what it brings about is worth saying

  /**
   * @param {Element} block
   * @param {HTMLElement} figure
   */
  constructor(block, figure) {
    block.querySelector('.prose-status')?.remove(); // of a page that was saved
    this.link = document.createElement('a');
    this.link.className = 'prose-status';
    this.link.href = `#${figure.id}`;
    this.link.hidden = true;
    this.number = figure.querySelector('.figure-number')?.textContent ?? '';
    block.classList.add('has-handle');
    block.append(this.link);
    block.addEventListener('focusin', () => (this.#used = true), { once: true });
  }

  /**
   * @param {string} text  '' where there is nothing to say
   * @param {boolean} behind  the numbers are of another state
   */
  say(text, behind) {
    const shown = this.#used || behind ? text : '';
    setText(this.link, shown && `${this.number}: ${shown}`);
    setHidden(this.link, !shown);
  }
}
