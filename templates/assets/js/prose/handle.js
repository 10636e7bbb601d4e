// @ts-check
// A handle in the text: the number of a control, a field behind it, − and + beside it. It moves the control as the
// figure's own slider does. The number itself stays text: for paper, for copies, for a page that is saved.

import { one, setAttribute, setText } from '../base/dom.js';
import { say } from '../base/words.js';
import { kindOf } from '../state/kinds/index.js';
import { bindField } from '../state/kinds/number.js';
import { bindPress } from './press.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Hand, State } from '../state/kinds/kind.js' */
/** @import { Numeric } from '../state/kinds/number.js' */

/**
 * @param {string} sign
 * @param {string} name
 * @param {Parameters<typeof bindPress>[1]} hear
 */
function button(sign, name, hear) {
  const made = document.createElement('button');
  made.type = 'button';
  made.tabIndex = -1; // the arrow keys do the same
  made.textContent = sign;
  made.setAttribute('aria-label', name);
  bindPress(made, hear);
  return made;
}

/**
 * As templates/controls/parts.html writes a control's own.
 * @param {Numeric} control
 */
function fieldOf({ label, min, max }) {
  const field = document.createElement('input');
  field.type = 'text';
  field.spellcheck = false;
  field.autocomplete = 'off';
  if (min >= 0) field.inputMode = 'decimal';
  const said = { role: 'spinbutton', 'aria-label': label, 'aria-valuemin': String(min), 'aria-valuemax': String(max) };
  for (const [name, value] of Object.entries(said)) field.setAttribute(name, value);
  return field;
}

/**
 * Where a key leads, beyond those that every field knows; null where it leads nowhere.
 * @param {Numeric} control
 * @param {number} value
 * @param {KeyboardEvent} event
 * @returns {number | null}
 */
export function farther(control, value, { key, altKey, ctrlKey, metaKey, shiftKey }) {
  if (altKey || ctrlKey || metaKey || shiftKey) return null;
  if (key === 'Home') return control.min;
  if (key === 'End') return control.max;
  const way = key === 'PageUp' ? 1 : key === 'PageDown' ? -1 : 0;
  return way ? (kindOf(control).leap?.(control, value, way) ?? null) : null;
}

/**
 * @param {HTMLElement} root
 * @param {Declaration} declaration
 * @param {Hand} hand
 * @returns {(state: State, keep: EventTarget | null) => void}  shows a state
 */
export function bindHandle(root, { controls }, hand) {
  const control = /** @type {Numeric} */ (controls.find(({ name }) => name === root.dataset.control));
  const { nudge, written } = kindOf(control);
  const { label, name, unit } = control;
  const number = one(root, 'data', HTMLElement);
  const field = fieldOf(control);
  const current = () => Number(hand.state()[name]);
  const write = bindField(field, control, hand);
  const next = (/** @type {1 | -1} */ way) => nudge?.(control, current(), way) ?? current();
  const step = (/** @type {1 | -1} */ way) => ({
    pressed: () => hand.moved(name, next(way), 'press'),
    repeated: () => {
      hand.moved(name, next(way), 'moving');
      write(current()); // the field may have kept the focus
    },
    rested: () => hand.moved(name, current(), 'rest'),
  });
  field.addEventListener('keydown', (event) => {
    const value = farther(control, current(), event);
    if (value === null) return;
    event.preventDefault();
    hand.moved(name, value, 'rest');
    write(current());
  });
  number.setAttribute('aria-hidden', 'true'); // the field says it
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', label);
  const less = button('−', say('Less: {control}', { control: label }), step(-1));
  const more = button('+', say('More: {control}', { control: label }), step(1));
  root.replaceChildren(less, number, field, more); // a page that was saved may have others
  return (values, keep) => {
    const text = written(control, values[name]);
    setText(number, text);
    setAttribute(number, 'value', text);
    setAttribute(field, 'aria-valuetext', [text, unit].filter(Boolean).join(' '));
    if (keep !== field) write(Number(values[name]));
  };
}
