// @ts-check
// A slider: a number between two bounds, with a thumb on a track and a field.

import { one } from '../../base/dom.js';
import { arrow, bindField, snap, stepAt, stepped, written } from './number.js';
import { bindReset } from './reset.js';
import { ignoreSwipes } from './swipe.js';

/** @import { Control, Hand, Show } from './kind.js' */
/** @import { Range } from './number.js' */

/**
 * @typedef {object} Own
 * @property {'slider'} kind
 * @property {string} symbol
 * @property {string} unit
 * @property {'linear' | 'log'} scale
 * @property {string} tone
 * @property {string} same_as  another slider, whose value a press of “=” copies; or ''
 *
 * @typedef {Control & Range & Own} Slider
 */

/** Positions that a log slider has beyond its first. */
export const POSITIONS = 1000;

export { allowed, literal, normalise, taken, words, written } from './number.js';

/**
 * How far along its range a value lies, 0…1, on the slider's own scale.
 * @param {Slider} slider
 * @param {number} value
 * @returns {number}
 */
export function fraction({ min, max, scale }, value) {
  if (scale === 'log') return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/**
 * What the range input holds for a value: the value itself, or a log slider's position.
 * @param {Slider} slider
 * @param {number} value
 * @returns {number}
 */
export function position(slider, value) {
  return slider.scale === 'log' ? Math.round(POSITIONS * fraction(slider, value)) : value;
}

/**
 * The value at a position of the range input.
 * @param {Slider} slider
 * @param {number} at
 * @returns {number}
 */
export function valueAt(slider, at) {
  const value = slider.scale === 'log' ? slider.min * (slider.max / slider.min) ** (at / POSITIONS) : at;
  return snap(slider, value, stepAt(slider, value));
}

/**
 * One press of an arrow key: to the next position, and never less than one step of the value.
 * @param {Slider} slider
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function nudge(slider, value, direction) {
  if (slider.scale !== 'log') return stepped(slider, value, direction);
  const next = valueAt(slider, position(slider, value) + direction);
  const onward = direction * (next - value) > 0;
  return onward ? next : stepped(slider, value, direction);
}

/**
 * What a page key is worth to a handle: a tenth of the way from end to end, and never less than one step. A slider
 * itself leaves these keys to the browser.
 * @param {Slider} slider
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function leap(slider, value, direction) {
  const way = slider.scale === 'log' ? POSITIONS : slider.max - slider.min;
  const next = valueAt(slider, position(slider, value) + (direction * way) / 10);
  return direction * (next - value) > 0 ? next : stepped(slider, value, direction);
}

/**
 * The page says it by a style, too, which a policy that its host adds may refuse; from a script it does not.
 * @param {HTMLElement} element
 * @param {number} at  0…1
 */
function place(element, at) {
  element.style.setProperty('--at', at.toFixed(4));
}

/**
 * @param {HTMLElement} root
 * @param {Slider} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, hand) {
  const range = one(root, 'input[type="range"]', HTMLInputElement);
  const field = one(root, '.exact input', HTMLInputElement);
  const { state, moved } = hand;
  const { name, unit, same_as } = control;
  const current = () => Number(state()[name]);
  const reset = () => moved(name, control.default, 'press');

  place(root, fraction(control, current()));
  for (const tick of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.tick'))) place(tick, Number(tick.dataset.at));
  ignoreSwipes(range);
  const write = bindField(field, control, hand);
  bindReset(root, control, hand, range);
  if (same_as) one(root, '.same', HTMLButtonElement).addEventListener('click', () => moved(name, state()[same_as], 'press'));
  range.addEventListener('input', () => moved(name, valueAt(control, Number(range.value)), 'moving'));
  range.addEventListener('change', () => moved(name, current(), 'rest'));
  range.addEventListener('dblclick', reset);
  range.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = arrow(event, ['ArrowRight', 'ArrowUp'], ['ArrowLeft', 'ArrowDown']);
    if (event.key === 'Backspace' || event.key === 'Delete') reset();
    else if (direction) moved(name, nudge(control, current(), direction), 'rest');
    else return;
    event.preventDefault();
  });

  return (value, note, keep) => {
    const number = Number(value);
    if (keep !== range) range.value = String(position(control, number));
    if (keep !== field) write(number);
    range.setAttribute('aria-valuetext', [[written(control, number), unit].filter(Boolean).join(' '), note].filter(Boolean).join(', '));
    place(root, fraction(control, number));
  };
}
