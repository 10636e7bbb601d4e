// @ts-check
// What changes does not move what stands around it: a number in the text keeps the room of its longest text so far, a
// paragraph its greatest height, and so does a drawing while a control is on its way.

import { setText } from '../base/dom.js';

/** @type {WeakMap<Element, number>} */
const widths = new WeakMap();

const heights = new ResizeObserver((entries) => {
  for (const { target, borderBoxSize: [{ inlineSize, blockSize }] } of entries) {
    const same = widths.get(target) === inlineSize || !target.classList.contains('steady');
    widths.set(target, inlineSize);
    /** @type {HTMLElement} */ (target).style.setProperty('--tall', same ? `${blockSize}px` : '0');
  }
});

/**
 * A block that has once grown stays as tall, until it becomes wider or narrower.
 * @param {Element} block
 * @param {boolean} [keeps]  false: not now, but it is watched, since to ask for its height later would cost a layout
 */
export function keepHeight(block, keeps = true) {
  block.classList.toggle('steady', keeps);
  if (widths.has(block)) return;
  widths.set(block, -1);
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
