// @ts-check
// The controls of one figure: native inputs on the one side, a state on the other.

import { fraction, nextSeed, nudge, position, stepped, valueAt, written } from '../state/controls.js';
import { taken } from '../state/permalink.js';
import { ignoreSwipes } from './swipe.js';
import { say } from '../base/words.js';

/** @import { Choice, Control, Declaration, Seed, Slider, State } from '../state/controls.js' */

/**
 * A control was moved by the reader: it is still on its way, has come to rest, or was set at one press.
 * @typedef {(name: string, value: number | string, how: 'moving' | 'rest' | 'press') => void} Moved
 */

/**
 * What binding a control gives: a way to show a value. `keep` is the element that the reader is using right now,
 * which keeps what it holds (a thumb under a finger, a number half typed).
 * @typedef {(value: number | string, note: string, keep: EventTarget | null) => void} Show
 */

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function one(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page lacks ${selector}.`);
  return found;
}

/**
 * A number field: typing moves the control along, leaving the field writes what it came to, and says where that is not
 * what was typed. It is a text field: a number field drops the signs that it does not know.
 * @param {HTMLInputElement} field
 * @param {Slider | Seed} control
 * @param {() => number} current
 * @param {Moved} moved
 * @param {(text: string) => void} remark
 * @returns {(value: number) => void}  shows a value in it
 */
function bindField(field, control, current, moved, remark) {
  const { name } = control;
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

/**
 * The way that a key leads, 0 where it leads nowhere.
 * @param {KeyboardEvent} event
 * @param {string[]} up
 * @param {string[]} down
 * @returns {-1 | 0 | 1}
 */
function arrow({ key, altKey, ctrlKey, metaKey }, up, down) {
  if (altKey || ctrlKey || metaKey) return 0;
  return up.includes(key) ? 1 : down.includes(key) ? -1 : 0;
}

/**
 * The button that brings one control back. It goes once it has: what is left to use takes the focus.
 * @param {HTMLElement} root
 * @param {Slider | Seed} control
 * @param {Moved} moved
 * @param {HTMLElement} heir
 */
function bindReset(root, control, moved, heir) {
  one(root, '.reset-one', HTMLButtonElement).addEventListener('click', () => {
    heir.focus({ preventScroll: true });
    moved(control.name, control.default, 'press');
  });
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
 * @param {() => State} state
 * @param {Moved} moved
 * @param {(text: string) => void} remark
 * @returns {Show}
 */
function bindSlider(root, control, state, moved, remark) {
  const range = one(root, 'input[type="range"]', HTMLInputElement);
  const field = one(root, '.exact input', HTMLInputElement);
  const { name, unit, same_as } = control;
  const current = () => Number(state()[name]);
  const reset = () => moved(name, control.default, 'press');

  place(root, fraction(control, current()));
  for (const tick of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.tick'))) place(tick, Number(tick.dataset.at));
  ignoreSwipes(range);
  const write = bindField(field, control, current, moved, remark);
  bindReset(root, control, moved, range);
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
    range.setAttribute('aria-valuetext', [[written(control, value), unit].filter(Boolean).join(' '), note].filter(Boolean).join(', '));
    place(root, fraction(control, number));
  };
}

/**
 * @param {HTMLElement} root
 * @param {Seed} control
 * @param {() => State} state
 * @param {Moved} moved
 * @param {(text: string) => void} remark
 * @returns {Show}
 */
function bindSeed(root, control, state, moved, remark) {
  const field = one(root, '.exact input', HTMLInputElement);
  const reshuffle = one(root, '.reshuffle', HTMLButtonElement);
  const current = () => Number(state()[control.name]);
  const write = bindField(field, control, current, moved, remark);
  bindReset(root, control, moved, reshuffle);
  reshuffle.addEventListener('click', () => moved(control.name, nextSeed(control, current()), 'press'));
  return (value, note, keep) => {
    if (keep !== field) write(Number(value));
  };
}

/**
 * @param {HTMLElement} root
 * @param {Choice} control
 * @param {Moved} moved
 * @returns {Show}
 */
function bindChoice(root, control, moved) {
  const radios = [...root.querySelectorAll('input')];
  root.addEventListener('change', () => {
    const chosen = radios.find((radio) => radio.checked);
    if (chosen) moved(control.name, chosen.value, 'rest');
  });
  return (value) => {
    for (const radio of radios) radio.checked = radio.value === value;
  };
}

/**
 * @param {HTMLElement} root
 * @param {Control} control
 * @param {() => State} state
 * @param {Moved} moved
 * @param {(text: string) => void} remark
 * @returns {Show}
 */
function bind(root, control, state, moved, remark) {
  if (control.kind === 'slider') return bindSlider(root, control, state, moved, remark);
  if (control.kind === 'seed') return bindSeed(root, control, state, moved, remark);
  return bindChoice(root, control, moved);
}

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
    input.defaultValue = input.value;
    input.defaultChecked = input.checked;
  }
}

/**
 * Binds every control of a figure.
 * @param {HTMLFormElement} form
 * @param {Declaration} declaration
 * @param {() => State} state
 * @param {Moved} moved
 * @param {(text: string) => void} remark  what there is to say of what was typed
 * @returns {(state: State, notes: Record<string, string> | null, keep: EventTarget | null) => void}
 *   shows a state, and what the figure says of it where that is known
 */
export function bindControls(form, { controls }, state, moved, remark) {
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('pagehide', () => keepOver(form));
  const shows = controls.map((control) => {
    const root = one(form, `[data-control="${control.name}"]`, HTMLElement);
    return sparing(root, control, bind(root, control, state, moved, remark));
  });
  return (values, notes, keep) => controls.forEach(({ name }, index) => shows[index](values[name], notes, keep));
}
