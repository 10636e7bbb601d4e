// @ts-check
// Tokens that were picked, one after the other: a list of their ids. Mostly links in the drawing pick them.

import { one } from '../../base/dom.js';
import { say } from '../../base/words.js';
import { bindReset } from './reset.js';

/** @import { Control, Hand, Show, Taken } from './kind.js' */

/**
 * @typedef {object} Own
 * @property {'tokens'} kind
 * @property {string} default  ids with points between
 * @property {number} vocabulary  how many tokens there are: ids begin at 0
 * @property {number} most  how many can be picked
 *
 * @typedef {Control & Own} Tokens
 */

const IDS = /^(\d{1,9}(\.\d{1,9})*)?$/;

/**
 * @param {Tokens} control
 * @param {string} text
 * @returns {string | null}
 */
export function normalise(control, text) {
  const ids = idsIn(control, text);
  return ids && ids.slice(0, control.most).join('.');
}

/**
 * @param {Tokens} control
 * @param {string} text
 * @returns {number[] | null}  null where it lists none, or one that there is not
 */
function idsIn({ vocabulary }, text) {
  if (!IDS.test(text)) return null;
  const ids = text.split('.').filter(Boolean).map(Number);
  return ids.every((id) => id < vocabulary) ? ids : null;
}

/**
 * With anything between that people put there.
 * @param {Tokens} control
 * @param {string} text
 * @returns {Taken | null}
 */
export function taken(control, text) {
  const ids = idsIn(control, text.replace(/[\s.,;]+/g, '.').replace(/^\.|[.!?)\]}>"'”’»*_:]+$/g, ''));
  if (!ids) return null;
  const { most } = control;
  return { value: ids.slice(0, most).join('.'), said: ids.length > most ? say('the first {most} are what it holds', { most }) : '' };
}

/**
 * @param {Tokens} control
 * @param {string} value
 */
export function written(control, value) {
  return value;
}

/**
 * @param {Tokens} control
 * @param {string} value
 */
export function words(control, value) {
  return value.replaceAll('.', ', ') || '–';
}

/** @param {Tokens} control */
export function allowed({ vocabulary }) {
  return say('ids from 0 to {last} with points between', { last: vocabulary - 1 });
}

/**
 * @param {Tokens} control
 * @param {string} value
 */
export function literal(control, value) {
  return `[${value.replaceAll('.', ', ')}]`;
}

/**
 * @param {HTMLElement} root
 * @param {Tokens} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, hand) {
  const field = one(root, 'input', HTMLInputElement);
  const last = one(root, '.remove-last', HTMLButtonElement);
  const { name, label } = control;
  const current = () => String(hand.state()[name]);
  bindReset(root, control, hand, field);
  field.addEventListener('input', () => {
    const found = taken(control, field.value);
    if (found) hand.moved(name, found.value, 'moving');
  });
  field.addEventListener('change', () => {
    const typed = field.value;
    const found = taken(control, typed);
    hand.moved(name, found?.value ?? current(), 'rest');
    field.value = current();
    if (!found) hand.remark(say('“{typed}” is no list of tokens: {label} can be {allowed}.', { typed, label, allowed: allowed(control) }));
    else if (found.said) hand.remark(say('You typed {typed}; {clause}.', { typed, clause: found.said }));
  });
  last.addEventListener('click', () => hand.moved(name, current().replace(/\.?\d+$/, ''), 'press'));
  return (value, note, keep) => {
    if (keep !== field) field.value = String(value);
    if (!value && last === document.activeElement) field.focus({ preventScroll: true });
    last.disabled = !value;
  };
}
