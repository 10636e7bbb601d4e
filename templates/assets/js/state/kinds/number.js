// @ts-check
// What kinds that hold a number have in common: the rule for its values, and its field. Pure but for the field.

import { say } from '../../base/words.js';
import { TAIL } from '../meant.js';

/** @import { Control, Hand, Taken } from './kind.js' */

/**
 * @typedef {object} Range
 * @property {number} min
 * @property {number} max
 * @property {number} step  of the thumb and the arrow keys
 * @property {number} fine  step of what is typed or linked, and of the arrow keys near either end
 * @property {number} default
 *
 * @typedef {Control & Range} Numeric
 */

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LONGEST = 40;
const SIGN = /^[\u2010-\u2015\u2212\ufe63\uff0d]/;
const GROUPED = /^[+-]?[1-9]\d{0,2}([\s,'’]\d{3})+(\.\d+)?$/;

/**
 * The number that a text writes in plain decimal, or null: no spaces, no hexadecimal, nothing infinite.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  if (text.length > LONGEST || !DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * What a text can only mean to a control as people write numbers: with a decimal comma, thousands apart, a typographic
 * minus. `50,257` has thousands where the control is whole, and a decimal comma where only that is within its range.
 * @param {Numeric} control
 * @param {string} text
 * @returns {number | null}
 */
export function numberFor(control, text) {
  const plain = text.trim().replace(SIGN, '-');
  const decimal = parseNumber(plain) ?? parseNumber(plain.replace(',', '.'));
  const grouped = GROUPED.test(plain) ? parseNumber(plain.replace(/[\s,'’]/g, '')) : null;
  if (decimal === null || grouped === null) return decimal ?? grouped;
  if (Number.isInteger(control.fine) && Number.isInteger(control.min)) return grouped;
  const within = [decimal, grouped].filter((value) => value >= control.min && value <= control.max);
  return within.length > 1 ? null : (within[0] ?? decimal);
}

/**
 * Digits after the point that a number has: 0.002 → 3, 1e-7 → 7, 5 → 0.
 * @param {number} number
 * @returns {number}
 */
export function decimals(number) {
  const [mantissa, exponent = '0'] = String(number).split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}

/**
 * Digits after the point that it takes to write every min + k·fine.
 * @param {{min: number, fine: number}} control
 */
function places({ min, fine }) {
  return Math.max(decimals(min), decimals(fine));
}

/**
 * The nearest value that a control can hold: within its range, on its fine step, or on another.
 * @param {Numeric} control
 * @param {number} value  finite
 * @param {number} [step]
 * @returns {number}
 */
export function snap({ min, max, fine }, value, step = fine) {
  const within = Math.min(Math.max(value, min), max);
  let steps = Math.floor((within - min) / step + 0.5);
  if (min + steps * step > max + step / 1000) steps -= 1;
  return Number((min + steps * step).toFixed(places({ min, fine }))) + 0; // + 0: never -0
}

/**
 * @param {Numeric} control
 * @param {string} text
 * @returns {number | null}
 */
export function normalise(control, text) {
  const value = parseNumber(text);
  return value === null ? null : snap(control, value);
}

/**
 * @param {Numeric} control
 * @param {string} text
 * @returns {Taken | null}
 */
export function taken(control, text) {
  const number = numberFor(control, text) ?? numberFor(control, text.replace(TAIL, ''));
  if (number === null) return null;
  const value = snap(control, number);
  return { value, said: value === number ? '' : adjusted(control, number, value) };
}

/**
 * @param {Numeric} control
 * @param {number} number
 * @param {number} value  what is shown in its place
 */
function adjusted({ min, max }, number, value) {
  const shown = { value: spoken(value) };
  if (number > max) return say('{value} is the most', shown);
  if (number < min) return say('{value} is the least', shown);
  return say('the nearest is {value}', shown);
}

/**
 * No exponent, no needless zero.
 * @param {Numeric} control
 * @param {number} value
 * @returns {string}
 */
export function written(control, value) {
  const text = value.toFixed(places(control));
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

export const words = written;
export const literal = written;

export function allowed() {
  return '';
}

/**
 * Within one step of either end a control goes in fine steps.
 * @param {Numeric} control
 * @param {number} value
 */
export function stepAt({ min, max, step, fine }, value) {
  return value < min + step || value > max - step ? fine : step;
}

/**
 * The next value on the steps of a control.
 * @param {Numeric} control
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function stepped(control, value, direction) {
  const step = stepAt(control, value + (direction * control.fine) / 2);
  const steps = (value - control.min) / step;
  const next = direction > 0 ? Math.floor(steps + 1e-6) + 1 : Math.ceil(steps - 1e-6) - 1;
  return snap(control, control.min + next * step);
}

/**
 * A number as a reader writes it: thousands apart, no exponent where it can be helped.
 * @param {number} value
 * @returns {string}
 */
export function spoken(value) {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 12 }).replaceAll(',', '\u202f').replace('-', '−');
}

/**
 * The way that a key leads, 0 where it leads nowhere.
 * @param {KeyboardEvent} event
 * @param {string[]} up
 * @param {string[]} down
 * @returns {-1 | 0 | 1}
 */
export function arrow({ key, altKey, ctrlKey, metaKey }, up, down) {
  if (altKey || ctrlKey || metaKey) return 0;
  return up.includes(key) ? 1 : down.includes(key) ? -1 : 0;
}

/**
 * A number field: typing moves the control along, leaving the field writes what it came to, and says where that is not
 * what was typed. It is a text field: a number field drops the signs that it does not know.
 * @param {HTMLInputElement} field
 * @param {Numeric} control
 * @param {Hand} hand
 * @returns {(value: number) => void}  shows a value in it
 */
export function bindField(field, control, { state, moved, remark }) {
  const { name } = control;
  const current = () => Number(state()[name]);
  const show = (/** @type {number} */ value) => {
    field.value = written(control, value);
    field.setAttribute('aria-valuenow', field.value);
  };
  field.addEventListener('input', () => {
    const found = taken(control, field.value);
    if (found) moved(name, found.value, 'moving');
  });
  field.addEventListener('change', () => {
    const typed = field.value;
    const found = taken(control, typed);
    moved(name, found?.value ?? current(), 'rest');
    show(current());
    const { label } = control;
    if (!found) remark(say('“{typed}” is no number: {label} stays at {value}.', { typed, label, value: field.value }));
    else if (found.said) remark(say('You typed {typed}; {clause}.', { typed, clause: found.said }));
  });
  field.addEventListener('keydown', (event) => {
    const direction = arrow(event, ['ArrowUp'], ['ArrowDown']);
    if (!direction) return;
    moved(name, stepped(control, current(), direction), 'rest');
    show(current());
    event.preventDefault();
  });
  return show;
}
