// @ts-check
// A state in words, for paper and for what is saved: every control's label and value. Pure.

import { say } from '../base/words.js';
import { substance } from './controls.js';
import { kindOf } from './kinds/index.js';

/** @import { Declaration } from './controls.js' */
/** @import { Control, State } from './kinds/kind.js' */

/**
 * `Vocabulary size, N = 40 tokens`, or `Unit: nats`. templates/figure.html writes the same.
 * @param {Control} control
 * @param {number | string} value
 * @returns {string}
 */
export function setting(control, value) {
  const { label, symbol = '', unit = '' } = control;
  const said = kindOf(control).words(control, value);
  return `${label}${symbol ? `, ${symbol} = ` : ': '}${said}${unit && ` ${unit}`}`;
}

/**
 * Every control; of a state that is pinned, those that differ.
 * @param {Declaration} declaration
 * @param {State} state
 * @param {State | null} [pin]
 * @returns {string}
 */
export function parameters(declaration, state, pin = null) {
  const shown = declaration.controls.map((control) => setting(control, state[control.name])).join('; ');
  if (!pin) return shown;
  const other = differing(declaration, state, pin);
  return other ? say('{shown}. Pinned to compare: {other}', { shown, other }) : say('{shown}. Pinned to compare: the same', { shown });
}

/**
 * @param {Declaration} declaration
 * @param {State} state
 * @param {State} pin
 */
function differing(declaration, state, pin) {
  const other = substance(declaration).filter(({ name }) => pin[name] !== state[name]);
  return other.map((control) => setting(control, pin[control.name])).join('; ');
}
