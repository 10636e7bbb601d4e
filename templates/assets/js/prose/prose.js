// @ts-check
// The page's text that follows a figure: live numbers, clauses that Python writes, and handles on the figure's controls.
// It knows no figure by name. sitegen/drawing/readouts.py writes the same for the default.

import { setAttribute } from '../base/dom.js';
import { setWords } from '../base/quoted.js';
import { bindHandle } from './handle.js';
import { Sign } from './sign.js';
import { keepHeight, keepWidth } from './steady.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Hand, State } from '../state/kinds/kind.js' */
/** @import { Answer } from '../python/python.js' */

const BLOCKS = 'p, li, dt, dd, th, td';

export class Prose {
  #handles;
  #live;
  #signs;
  #behind = false;
  #text = '';

  /**
   * @param {HTMLElement} host  the figure
   * @param {Declaration} declaration
   * @param {Hand} hand
   */
  constructor(host, declaration, hand) {
    const of = (/** @type {string} */ kind) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`.${kind}[data-figure="${host.id}"]`)]);
    this.#live = of('live').map((element) => ({ element, write: keepWidth(element), block: element.closest(BLOCKS) }));
    this.handles = of('handle');
    this.#handles = this.handles.map((root) => bindHandle(root, declaration, hand));
    const places = new Set(this.handles.map((root) => root.closest(BLOCKS)).filter((block) => block !== null));
    this.#signs = [...places].map((block) => new Sign(block, host));
    this.set(hand.state(), null);
  }

  /**
   * The handles show a state.
   * @param {State} state
   * @param {EventTarget | null} keep  the element that the reader is using right now, which keeps what it holds
   */
  set(state, keep) {
    for (const show of this.#handles) show(state, keep);
  }

  /** @param {Answer} answer */
  show({ readouts, clauses }) {
    for (const { element, write, block } of this.#live) {
      const name = element.dataset.output ?? '';
      const readout = readouts[name];
      const text = readout ? [readout.text, readout.unit].filter(Boolean).join('\u00a0') : clauses[name];
      if (text === undefined || text === element.textContent) continue;
      if (block) keepHeight(block);
      if (readout) setAttribute(element, 'value', readout.value);
      if (readout) write(text);
      else setWords(element, text);
    }
  }

  /**
   * How the figure stands is said where a handle is, too: the figure itself may be far away.
   * @param {string} text
   */
  say(text) {
    this.#text = text;
    this.#sign();
  }

  /**
   * What is shown looks as old as it is.
   * @param {boolean} behind  the controls say something else
   */
  mark(behind) {
    this.#behind = behind;
    for (const { element } of this.#live) element.toggleAttribute('data-behind', behind);
    this.#sign();
  }

  #sign() {
    for (const sign of this.#signs) sign.say(this.#text, this.#behind);
  }
}
