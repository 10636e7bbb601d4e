// @ts-check
// A seed: a whole number that fixes everything random, with a field and a button for the next.

import { one } from '../../base/dom.js';
import { bindField, snap } from './number.js';
import { bindReset } from './reset.js';

/** @import { Control, Hand, Show } from './kind.js' */
/** @import { Range } from './number.js' */

/** @typedef {Control & Range & {kind: 'seed'}} Seed */

export { allowed, literal, normalise, stepped as nudge, taken, words, written } from './number.js';

/**
 * Ten seeds on.
 * @param {Seed} control
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function leap(control, value, direction) {
  return snap(control, value + direction * 10 * control.step);
}

/**
 * The seed after this one; after the last comes the first.
 * @param {Seed} control
 * @param {number} value
 * @returns {number}
 */
export function nextSeed(control, value) {
  return value + control.step > control.max ? control.min : value + control.step;
}

/**
 * @param {HTMLElement} root
 * @param {Seed} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, hand) {
  const field = one(root, '.exact input', HTMLInputElement);
  const reshuffle = one(root, '.reshuffle', HTMLButtonElement);
  const write = bindField(field, control, hand);
  bindReset(root, control, hand, reshuffle);
  reshuffle.addEventListener('click', () => hand.moved(control.name, nextSeed(control, Number(hand.state()[control.name])), 'press'));
  return (value, note, keep) => {
    if (keep !== field) write(Number(value));
  };
}
