// @ts-check
// The controls of one figure: native inputs on the one side, a state on the other.

import { fraction, nextSeed, normalise, nudge, position, valueAt, written } from './controls.js';

/** @import { Choice, Control, Declaration, Seed, Slider, State } from './controls.js' */

/**
 * A control was moved by the reader. `rest` is false while it is still on its way.
 * @typedef {(name: string, value: number | string, rest: boolean) => void} Moved
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
 * A number field: typing moves the control along, leaving the field writes what it came to.
 * @param {HTMLInputElement} field
 * @param {Slider | Seed} control
 * @param {() => number} current
 * @param {Moved} moved
 */
function bindField(field, control, current, moved) {
  field.addEventListener('input', () => {
    const value = normalise(control, field.value);
    if (value !== null) moved(control.name, value, false);
  });
  field.addEventListener('change', () => {
    moved(control.name, normalise(control, field.value) ?? current(), true);
    field.value = written(control, current());
  });
}

/**
 * @param {HTMLElement} root
 * @param {Slider} control
 * @param {() => number} current
 * @param {Moved} moved
 * @returns {Show}
 */
function bindSlider(root, control, current, moved) {
  const range = one(root, 'input[type="range"]', HTMLInputElement);
  const field = one(root, 'input[type="number"]', HTMLInputElement);
  const { name, unit } = control;
  const reset = () => moved(name, control.default, true);

  bindField(field, control, current, moved);
  range.addEventListener('input', () => moved(name, valueAt(control, Number(range.value)), false));
  range.addEventListener('change', () => moved(name, current(), true));
  range.addEventListener('dblclick', reset);
  range.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (event.key === 'Backspace' || event.key === 'Delete') reset();
    else if (direction && control.scale === 'log') moved(name, nudge(control, current(), direction > 0 ? 1 : -1), true);
    else return;
    event.preventDefault();
  });

  return (value, note, keep) => {
    const number = Number(value);
    if (keep !== range) range.value = String(position(control, number));
    if (keep !== field) field.value = written(control, number);
    range.setAttribute('aria-valuetext', [[written(control, value), unit].filter(Boolean).join(' '), note].filter(Boolean).join(', '));
    root.style.setProperty('--at', fraction(control, number).toFixed(4));
  };
}

/**
 * @param {HTMLElement} root
 * @param {Seed} control
 * @param {() => number} current
 * @param {Moved} moved
 * @returns {Show}
 */
function bindSeed(root, control, current, moved) {
  const field = one(root, 'input[type="number"]', HTMLInputElement);
  bindField(field, control, current, moved);
  one(root, '.reshuffle', HTMLButtonElement).addEventListener('click', () => {
    moved(control.name, nextSeed(control, current()), true);
  });
  return (value, note, keep) => {
    if (keep !== field) field.value = written(control, value);
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
    if (chosen) moved(control.name, chosen.value, true);
  });
  return (value) => {
    for (const radio of radios) radio.checked = radio.value === value;
  };
}

/**
 * Binds every control of a figure.
 * @param {HTMLFormElement} form
 * @param {Declaration} declaration
 * @param {() => State} state
 * @param {Moved} moved
 * @returns {(state: State, notes: Record<string, string>, keep: EventTarget | null) => void}  shows a state
 */
export function bindControls(form, { controls }, state, moved) {
  form.addEventListener('submit', (event) => event.preventDefault());
  const shows = controls.map((control) => {
    const root = one(form, `[data-control="${control.name}"]`, HTMLElement);
    const current = () => Number(state()[control.name]);
    if (control.kind === 'slider') return bindSlider(root, control, current, moved);
    if (control.kind === 'seed') return bindSeed(root, control, current, moved);
    return bindChoice(root, control, moved);
  });
  return (values, notes, keep) => {
    controls.forEach(({ name }, index) => shows[index](values[name], notes[name] ?? '', keep));
  };
}
