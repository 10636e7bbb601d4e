// @ts-check
// A choice: one of a few named options.

import { say } from '../../base/words.js';
import { meant, TAIL } from '../meant.js';

/** @import { Control, Hand, Show, Taken } from './kind.js' */

/**
 * @typedef {object} Own
 * @property {'choice'} kind
 * @property {string} default
 * @property {{value: string, label: string}[]} options
 * @property {boolean} view
 *
 * @typedef {Control & Own} Choice
 */

/**
 * @param {Choice} control
 * @param {string} text
 * @returns {string | null}  one of the values, exactly
 */
export function normalise({ options }, text) {
  return options.some(({ value }) => value === text) ? text : null;
}

/**
 * @param {Choice} control
 * @param {string} text
 * @returns {Taken | null}
 */
export function taken(control, text) {
  const values = control.options.map(({ value }) => value);
  const value = normalise(control, text) ?? meant(text, values) ?? meant(text.replace(TAIL, ''), values);
  return value === undefined ? null : { value, said: '' };
}

/**
 * @param {Choice} control
 * @param {string} value
 */
export function written(control, value) {
  return value;
}

/**
 * @param {Choice} control
 * @param {string} value
 */
export function words({ options }, value) {
  return options.find((option) => option.value === value)?.label ?? value;
}

/** @param {Choice} control */
export function allowed({ options }) {
  return options.map(({ value }) => value).reduce((options, last) => say('{options} or {last}', { options, last }));
}

/**
 * @param {Choice} control
 * @param {string} value
 */
export function literal(control, value) {
  return JSON.stringify(value);
}

/**
 * @param {HTMLElement} root
 * @param {Choice} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, { moved }) {
  const radios = [...root.querySelectorAll('input')];
  root.addEventListener('change', () => {
    const chosen = radios.find((radio) => radio.checked);
    if (chosen) moved(control.name, chosen.value, 'rest');
  });
  return (value) => {
    for (const radio of radios) radio.checked = radio.value === value;
  };
}
