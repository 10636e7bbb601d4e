// @ts-check
// What changes in the text does not move what stands around it: a number keeps the room of its longest text so far, a
// paragraph its greatest height.

import { setText } from '../base/dom.js';


/** @type {WeakMap<Element, number>} */
const widths = new WeakMap();

const heights = new ResizeObserver((entries) => {
  for (const { target, borderBoxSize: [{ inlineSize, blockSize }] } of entries) {
    const same = widths.get(target) === inlineSize;
    widths.set(target, inlineSize);
    /** @type {HTMLElement} */ (target).style.setProperty('--tall', same ? `${blockSize}px` : '0');
  }
});

/**
 * A paragraph that has once grown stays as tall, until it becomes wider or narrower.
 * @param {Element} block
 */
export function keepHeight(block) {
  if (widths.has(block)) return;
  widths.set(block, -1);
  block.classList.add('steady');
  heights.observe(block);
}

/**
 * @param {HTMLElement} element  of digits that are all of one width
 * @returns {(text: string) => void}
 */
export function keepWidth(element) {
  let room = element.textContent?.length ?? 0;
  return (text) => {
    room = Math.max(room, text.length);
    element.style.setProperty('--spare', String(room - text.length));
    setText(element, text);
  };
}
