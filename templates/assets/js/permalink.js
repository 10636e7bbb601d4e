// @ts-check
// `#coin?n=1000&p=0.5`: a figure's id, then its state, defaults left out. Pure.

import { defaults, normalise, parseNumber, spoken, written } from './controls.js';

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
 * @param {string} term  `name=value`
 * @returns {[string, string]}
 */
function halves(term) {
  const mark = term.indexOf('=');
  return mark < 0 ? [term, ''] : [term.slice(0, mark), term.slice(mark + 1)];
}

/**
 * The state that a query asks for, and a sentence for everything in it that makes no sense.
 * @param {Declaration} declaration
 * @param {string} query  what follows the `?`
 * @returns {{state: State, complaints: string[]}}
 */
export function parse(declaration, query) {
  const state = defaults(declaration);
  /** @type {string[]} */
  const complaints = [];
  const seen = new Set();
  for (const term of query.split('&').filter(Boolean)) {
    const [rawName, rawText] = halves(term);
    const name = decoded(rawName);
    const text = decoded(rawText);
    const control = declaration.controls.find((one) => one.name === name);
    if (!control) {
      complaints.push(`The link sets ${short(name ?? rawName)}, which this figure does not have.`);
    } else if (seen.has(name)) {
      complaints.push(`The link sets ${name} twice; the first counts.`);
    } else {
      seen.add(name);
      state[control.name] = (text === null ? null : normalise(control, text)) ?? control.default;
      complaints.push(complaint(control, text));
    }
  }
  return { state, complaints: complaints.filter(Boolean) };
}

/**
 * A state as a query, in the order of the controls, defaults left out: `n=1000&rho=0.5`, or ''.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @returns {string}
 */
export function query({ controls }, state) {
  return controls
    .flatMap((control) => {
      const value = state[control.name] ?? control.default;
      return value === control.default ? [] : `${control.name}=${encodeURIComponent(written(control, value))}`;
    })
    .join('&');
}
