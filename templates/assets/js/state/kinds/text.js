// @ts-check
// A text: a line or some, as the reader types it.

import { one } from '../../base/dom.js';
import { say } from '../../base/words.js';
import { bindReset } from './reset.js';
import { LINKED, tooLong } from '../room.js';

/** @import { Control, Hand, Show, Taken } from './kind.js' */

/**
 * @typedef {object} Own
 * @property {'text'} kind
 * @property {string} default
 * @property {number} max  characters
 * @property {number} lines  of its field; in one line there are no line breaks
 *
 * @typedef {Control & Own} Text
 */

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]/gu; // of surrogates, those without their other half

export const free = true;

/**
 * @param {Text} control
 * @param {string} text
 * @returns {string}  as the control can hold it
 */
export function normalise(control, text) {
  return [...tidy(control, text)].slice(0, control.max).join('');
}

/**
 * @param {Text} control
 * @param {string} text
 */
function tidy({ lines }, text) {
  const broken = text.replace(/\r\n?/g, '\n');
  return (lines === 1 ? broken.replaceAll('\n', ' ') : broken).replace(UNSEEN, '');
}

/**
 * @param {Text} control
 * @param {string} text
 * @returns {Taken}
 */
export function taken(control, text) {
  const value = normalise(control, text);
  const { max } = control;
  return { value, said: value === tidy(control, text) ? '' : say('the first {max} characters are what it holds', { max }) };
}

/**
 * @param {Text} control
 * @param {string} value
 */
export function written(control, value) {
  return value;
}

/**
 * In one line, for it stands in one.
 * @param {Text} control
 * @param {string} value
 */
export function words(control, value) {
  return say('“{text}”', { text: value.replaceAll('\n', ' ⏎ ') });
}

export function allowed() {
  return '';
}

/**
 * @param {Text} control
 * @param {string} value
 */
export function literal(control, value) {
  return JSON.stringify(value);
}

/**
 * @param {HTMLElement} root
 * @param {Text} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, hand) {
  const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (one(root, '[name]', HTMLElement));
  const unlinked = one(root, '.unlinked', HTMLElement);
  const { name, label, max } = control;
  bindReset(root, control, hand, field);
  field.addEventListener('input', () => hand.moved(name, normalise(control, field.value), 'moving'));
  field.addEventListener('change', () => {
    const { value, said } = taken(control, field.value);
    hand.moved(name, value, 'rest');
    if (said) hand.remark(say('{label} holds {max} characters; the rest of what you typed is gone.', { label, max }));
  });
  return (value, note, keep) => {
    if (keep !== field) field.value = String(value);
    unlinked.textContent = tooLong(String(value)) ? say('Longer than {most} characters: links leave it out.', { most: LINKED }) : '';
  };
}
