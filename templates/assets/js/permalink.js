// @ts-check
// `#coin?n=1000&p=0.5&pin=p:0.3`: a figure's id, its state, the state that is pinned; defaults left out. Pure.

import { defaults, normalise, parseNumber, spoken, substance, written } from './controls.js';

/** @import { Control, Declaration, State } from './controls.js' */

/**
 * @param {string} text
 * @returns {string | null}  null where its escapes are broken
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * Takes the fragment of an address apart. `query` is null where it names no state (`#coin`).
 * @param {string} hash  with or without its #
 * @returns {{id: string, query: string | null}}
 */
export function split(hash) {
  const fragment = hash.replace(/^#/, '');
  const mark = fragment.indexOf('?');
  if (mark < 0) return { id: decoded(fragment) ?? fragment, query: null };
  return { id: decoded(fragment.slice(0, mark)) ?? '', query: fragment.slice(mark + 1) };
}

/**
 * @param {string} text
 * @returns {string}
 */
function short(text) {
  return `“${text.length > 24 ? `${text.slice(0, 23)}…` : text}”`;
}

/**
 * Why a control does not show what the link asked for; '' where it does, to the nearest step.
 * @param {Control} control
 * @param {string | null} text
 * @returns {string}
 */
function complaint(control, text) {
  const asked = `The link asked for ${control.name} = ${text && parseNumber(text) !== null ? text : short(text ?? '')}`;
  if (control.kind === 'choice') {
    if (text !== null && normalise(control, text) !== null) return '';
    return `${asked}; it can be ${control.options.map(({ value }) => value).join(' or ')}.`;
  }
  const value = parseNumber(text ?? '');
  if (value === null) return `${asked}, which it cannot show.`;
  if (value > control.max) return `${asked}; ${spoken(control.max)} is the most.`;
  if (value < control.min) return `${asked}; ${spoken(control.min)} is the least.`;
  return '';
}

/**
 * @param {string} term  a name and a value, parted by the first `mark`
 * @param {string} mark
 * @returns {[string, string]}
 */
function halves(term, mark) {
  const at = term.indexOf(mark);
  return at < 0 ? [term, ''] : [term.slice(0, at), term.slice(at + 1)];
}

/**
 * @typedef {object} Reading
 * @property {State} state  complete
 * @property {State | null} pin  the state that is pinned, complete but for view choices; null where none is
 * @property {string[]} complaints  a sentence for everything that makes no sense
 */

/**
 * The states that a query asks for.
 * @param {Declaration} declaration
 * @param {string} query  what follows the `?`
 * @returns {Reading}
 */
export function parse(declaration, query) {
  /** @type {Reading} */
  const reading = { state: defaults(declaration), pin: null, complaints: [] };
  const take = taker(declaration.controls, reading.state, reading.complaints);
  for (const term of query.split('&').filter(Boolean)) {
    const [name, text] = halves(term, '=');
    if (!declaration.compares || decoded(name) !== 'pin') take(name, text);
    else if (reading.pin) reading.complaints.push('The link sets pin twice; the first counts.');
    else reading.pin = parsePin(declaration, text, reading.complaints);
  }
  return reading;
}

/**
 * @param {Declaration} declaration
 * @param {string} text  `rho:0.3,n:1000`
 * @param {string[]} complaints  to add to
 * @returns {State}
 */
function parsePin(declaration, text, complaints) {
  const pinned = substance(declaration);
  const pin = Object.fromEntries(pinned.map((control) => [control.name, control.default]));
  const take = taker(pinned, pin, complaints, (name) => {
    const shown = declaration.controls.some((control) => control.name === name);
    return shown ? `The link pins ${name}, which only says how things are shown.` : '';
  });
  for (const term of text.split(',').filter(Boolean)) take(...halves(term, ':'));
  return pin;
}

/**
 * What takes values, one by one, into a state.
 * @param {Control[]} controls
 * @param {State} state  to fill
 * @param {string[]} complaints  to add to
 * @param {(name: string | null) => string} [other]  what there is to say of a name that is no control's, or ''
 * @returns {(rawName: string, rawText: string) => void}
 */
function taker(controls, state, complaints, other = () => '') {
  const seen = new Set();
  return (rawName, rawText) => {
    const name = decoded(rawName);
    const text = decoded(rawText);
    const control = controls.find((one) => one.name === name);
    if (!control) {
      complaints.push(other(name) || `The link sets ${short(name ?? rawName)}, which this figure does not have.`);
    } else if (seen.has(name)) {
      complaints.push(`The link sets ${name} twice; the first counts.`);
    } else {
      seen.add(name);
      state[control.name] = (text === null ? null : normalise(control, text)) ?? control.default;
      complaints.push(...[complaint(control, text)].filter(Boolean));
    }
  };
}

/**
 * A state as a query, in the order of the controls, defaults left out: `n=1000&rho=0.5&pin=rho:0.9`, or ''.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @param {Partial<State> | null} [pin]  the state that is pinned, if any
 * @returns {string}
 */
export function query(declaration, state, pin = null) {
  const terms = differing(declaration.controls, state).map(([name, text]) => `${name}=${text}`);
  if (pin) terms.push(`pin=${differing(substance(declaration), pin).map(([name, text]) => `${name}:${text}`).join(',')}`);
  return terms.join('&');
}

/**
 * What is not at its default, written.
 * @param {Control[]} controls
 * @param {Partial<State>} state
 * @returns {[string, string][]}
 */
function differing(controls, state) {
  return controls.flatMap((control) => {
    const value = state[control.name] ?? control.default;
    return value === control.default ? [] : [[control.name, encodeURIComponent(written(control, value))]];
  });
}
