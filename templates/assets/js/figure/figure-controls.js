// @ts-check
// The controls of one figure: native inputs on the one side, a state on the other.

import { one } from '../base/dom.js';
import { kindOf } from '../state/kinds/index.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Control, Hand, Show, State } from '../state/kinds/kind.js' */

/**
 * Only what differs from what it shows is written into a control.
 * @param {HTMLElement} root
 * @param {Control} control
 * @param {Show} show
 * @returns {(value: number | string, notes: Record<string, string> | null, keep: EventTarget | null) => void}
 */
function sparing(root, control, show) {
  /** @type {number | string | undefined} */
  let shown = control.default;
  let said = one(root, '.note-line', HTMLElement).textContent ?? '';
  return (value, notes, keep) => {
    const note = notes ? (notes[control.name] ?? '') : value === shown ? said : '';
    const kept = keep instanceof Node && root.contains(keep);
    if (value === shown && note === said && !kept) return;
    show(value, note, keep);
    root.toggleAttribute('data-changed', value !== control.default);
    shown = kept ? undefined : value; // what it keeps may be half typed
    said = note;
  };
}

/**
 * WebKit resets the fields of a form that is not to be filled in (autocomplete="off") when it brings a page back, after
 * `pageshow` even. What it resets them to is then what they hold.
 * @param {HTMLFormElement} form
 */
function keepOver(form) {
  for (const input of form.querySelectorAll('input')) {
    if (input.type === 'file') continue; // its value is the name of the reader's file, and no page takes it back
    input.defaultValue = input.value;
    input.defaultChecked = input.checked;
  }
  for (const text of form.querySelectorAll('textarea')) text.defaultValue = text.value;
}

/**
 * Binds every control of a figure, which may be in several forms.
 * @param {HTMLElement} host
 * @param {HTMLFormElement[]} forms
 * @param {Declaration} declaration
 * @param {Hand} hand
 * @returns {(state: State, notes: Record<string, string> | null, keep: EventTarget | null) => void}
 *   shows a state, and what the figure says of it where that is known
 */
export function bindControls(host, forms, { controls }, hand) {
  for (const form of forms) {
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('pagehide', () => keepOver(form));
  }
  const shows = controls.map((control) => {
    const root = one(host, `[data-control="${control.name}"]`, HTMLElement);
    return sparing(root, control, kindOf(control).bind(root, control, hand));
  });
  return (values, notes, keep) => controls.forEach(({ name }, index) => shows[index](values[name], notes, keep));
}
