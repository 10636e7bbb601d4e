// @ts-check
// `#coin?n=1000&p=0.5&pin=p:0.3`: a figure's id, its state, the state that is pinned; defaults left out. Read with
// what mailers, chats and typists do to a link undone, where only one thing can be meant. Pure.

import { decoded } from '../base/decoded.js';
import { say } from '../base/words.js';
import { defaults, substance } from './controls.js';
import { kindOf } from './kinds/index.js';
import { parseNumber, spoken } from './kinds/number.js';
import { meant, TAIL } from './meant.js';
import { tooLong } from './room.js';

/** @import { Declaration } from './controls.js' */
/** @import { Control, State, Taken } from './kinds/kind.js' */

const MARK = /[?&]|%(?:25)*(?:3F|26)/i; // where the state begins; `&` where a tracker has been added to an id alone
const AMPERSAND = /&(?:amp;|#0*38;|#x0*26;)+/gi;
const NEXT = /&|;(?=[^&;=]*=)/;
const BARE_END = /[!')*_.]$/; // what encodeURIComponent leaves as it is
const CUT = /%[^%]{0,2}$/; // an escape, or what is left of one
const TRACKING = /^(utm_\w+|[a-z]{1,4}cl(k|ick)?id|[gw]braid|mc_[ce]id|igsh(id)?|li_fat_id|mkt_tok|_hs(enc|mi)|_g[al]|ref_src|si)$/i;
const DEEP = 3; // a link may be encoded once by each program that it passes through
const MOST_SAID = 3;
const LONGEST_SIGN = 4; // escapes, in UTF-8

/**
 * @param {string} text
 * @param {(text: string) => boolean} [enough]
 * @returns {string}  decoded, as often as it takes
 */
function opened(text, enough = () => false) {
  for (let depth = 0; depth < DEEP && !enough(text); depth += 1) text = decoded(text) ?? text;
  return text;
}

/**
 * Takes the fragment of an address apart. `query` is null where it names no state (`#coin`).
 * @param {string} hash  with or without its #
 * @returns {{id: string, query: string | null}}
 */
export function split(hash) {
  const fragment = hash.replace(/^[#/!]+/, '');
  const mark = MARK.exec(fragment);
  if (!mark) return { id: opened(fragment), query: null };
  return { id: opened(fragment.slice(0, mark.index)), query: fragment.slice(mark.index + mark[0].length) };
}

/**
 * @param {string} text
 * @returns {string}
 */
function short(text) {
  return say('“{text}”', { text: text.length > 24 ? `${text.slice(0, 23)}…` : text });
}

/**
 * Why a control does not show what the link asked for; '' where it does.
 * @param {Control} control
 * @param {string} text
 * @param {Taken | null} found
 */
function complaint(control, text, found) {
  if (found && !found.said) return '';
  const asked = { name: control.name, value: parseNumber(text) === null ? short(text) : text };
  if (found) return say('The link asked for {name} = {value}; {clause}.', { ...asked, clause: found.said });
  const options = kindOf(control).allowed(control);
  if (!options) return say('The link asked for {name} = {value}, which it cannot show.', asked);
  return say('The link asked for {name} = {value}; it can be {options}.', { ...asked, options });
}

/**
 * @param {string} term  a name and a value, parted by the first `mark`
 * @param {string} mark
 * @returns {[string, string]}
 */
export function halves(term, mark) {
  const at = term.indexOf(mark);
  return at < 0 ? [term, ''] : [term.slice(0, at), term.slice(at + 1)];
}

/**
 * The terms of a query. One that was encoded as a whole has no `=`.
 * @param {string} query
 */
export function terms(query) {
  const plain = opened(query.replace(AMPERSAND, '&'), (text) => text.includes('='));
  return plain.replace(AMPERSAND, '&').split(NEXT).filter(Boolean);
}

/**
 * @typedef {object} Reading
 * @property {State} state  complete
 * @property {State | null} pin  the state that is pinned, complete but for view choices; null where none is
 * @property {string[]} complaints  a sentence for everything that makes no sense
 * @property {Set<string>} named  the controls that the query sets, be it to their defaults
 */

/**
 * The states that a query asks for.
 * @param {Declaration} declaration
 * @param {string} query  what follows the `?`
 * @returns {Reading}
 */
export function parse(declaration, query) {
  /** @type {Reading} */
  const reading = { state: defaults(declaration), pin: null, complaints: [], named: new Set() };
  const take = taker(declaration.controls, reading.state, reading.complaints, reading.named);
  for (const term of terms(query)) {
    const [name, text] = halves(term, '=');
    if (!declaration.compares || !meant(opened(name), ['pin'])) take(term, '=');
    else if (reading.pin) reading.complaints.push(say('The link sets {name} twice; the first counts.', { name: 'pin' }));
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
  const take = taker(pinned, pin, complaints, new Set(), (name) => {
    const shown = declaration.controls.some((control) => control.name === name);
    return shown ? say('The link pins {name}, which only says how things are shown.', { name }) : '';
  });
  const plain = opened(text, (one) => one.includes(':')).replace(TAIL, '');
  for (const term of plain.split(',').filter(Boolean)) take(term, ':');
  return pin;
}

/**
 * What takes values, one by one, into a state.
 * @param {Control[]} controls
 * @param {State} state  to fill
 * @param {string[]} complaints  to add to
 * @param {Set<string>} named  the controls that were set: to add to
 * @param {(name: string) => string} [other]  what there is to say of a name that is no control's, or ''
 * @returns {(term: string, mark: string, deep?: number) => void}
 */
function taker(controls, state, complaints, named, other = () => '') {
  const names = controls.map(({ name }) => name);

  /**
   * @param {string} name
   * @param {string} text
   */
  function set(name, text) {
    const control = controls.find((one) => one.name === meant(name, names));
    if (!control && TRACKING.test(name)) return '';
    if (!control) return other(name) || say('The link sets {name}, which this figure does not have.', { name: short(name) });
    if (named.has(control.name)) return say('The link sets {name} twice; the first counts.', { name: control.name });
    named.add(control.name);
    const found = kindOf(control).taken(control, text);
    state[control.name] = found?.value ?? control.default;
    return complaint(control, text, found);
  }

  return function take(term, mark, deep = DEEP) {
    const [rawName, rawText] = halves(term, mark);
    const name = decoded(rawName) ?? rawName;
    const control = controls.find((one) => one.name === meant(name, names));
    const kind = control && kindOf(control);
    const text = kind?.free ? whole(rawText.replace(TAIL, '')) : (decoded(rawText) ?? rawText);
    const parts = deep && !kind?.taken(control, text) ? apart(term, mark, names) : [];
    if (parts.length) for (const part of parts) take(part, mark, deep - 1);
    else complaints.push(...[set(name, text)].filter(Boolean));
  };
}

/**
 * A text whose last sign may have been lost, and of an escape only a part.
 * @param {string} text
 * @returns {string}
 */
function whole(text) {
  let kept = text;
  for (let escapes = 0; escapes < LONGEST_SIGN && decoded(kept) === null; escapes += 1) kept = kept.replace(CUT, '');
  return decoded(kept) ?? text;
}

/**
 * A term that makes no sense as it stands may hold others, encoded.
 * @param {string} term
 * @param {string} mark
 * @param {string[]} names
 * @returns {string[]}  none where it does not
 */
function apart(term, mark, names) {
  const plain = decoded(term) ?? term;
  if (plain === term) return [];
  const parts = plain.split(mark === '=' ? NEXT : ',').filter(Boolean);
  return parts.every((part) => meant(halves(part, mark)[0], names)) ? parts : [];
}

/**
 * The complaints that a reader has the patience for.
 * @param {string[]} complaints
 * @returns {string}
 */
export function told(complaints) {
  const more = complaints.length - MOST_SAID;
  const rest = more > 1 ? say('And {count} more like these.', { count: spoken(more) }) : say('And 1 more like this.');
  return [...complaints.slice(0, MOST_SAID), ...(more > 0 ? [rest] : [])].join(' ');
}

/**
 * A state as a query, in the order of the controls, defaults left out: `n=1000&rho=0.5&pin=rho:0.9`, or ''.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @param {Partial<State> | null} [pin]  the state that is pinned, if any
 * @returns {string}
 */
export function query(declaration, state, pin = null) {
  return joined(differing(declaration.controls, state), pin && differing(substance(declaration), pin));
}

/**
 * What an address ends in, for a state: `#coin?n=1000`, or `#coin` at the defaults. What is too long for it is left out.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @param {Partial<State> | null} [pin]
 * @returns {string}
 */
export function fragment(declaration, state, pin = null) {
  const short = (/** @type {Term[]} */ terms) => terms.filter(([, text]) => !tooLong(text));
  const terms = joined(short(differing(declaration.controls, state)), pin && short(differing(substance(declaration), pin)));
  return terms ? `#${declaration.id}?${terms}` : `#${declaration.id}`;
}

/**
 * The controls that an address cannot hold the values of.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @returns {string[]}  their labels
 */
export function unlinked({ controls }, state) {
  const over = differing(controls, state).filter(([, text]) => tooLong(text));
  return over.map(([{ label }]) => label);
}

/**
 * A state that a link asks for, with what no link brings as it is now, unless the link is about that: it names the
 * control, or one instead of which the reader's file is shown.
 * @param {Declaration} declaration
 * @param {Pick<Reading, 'state' | 'named'>} asked
 * @param {State} now
 * @returns {State}
 */
export function holding({ controls }, { state, named }, now) {
  const isNamed = (/** @type {{ name: string, instead?: string[] }} */ { name, instead = [] }) => [name, ...instead].some((one) => named.has(one));
  const held = differing(controls, now).filter((term) => isHeld(term) && !isNamed(term[0]));
  return { ...state, ...Object.fromEntries(held.map(([{ name }]) => [name, now[name]])) };
}

/**
 * The query of a link from a state to a changed one: it names what it would else hold.
 * @param {Declaration} declaration
 * @param {State} state
 * @param {Partial<State>} change
 * @param {State | null} pin
 * @returns {string}
 */
export function towards(declaration, state, change, pin) {
  const { controls } = declaration;
  const there = /** @type {State} */ ({ ...state, ...change });
  const left = differing(controls, state).filter((term) => isHeld(term) && there[term[0].name] === term[0].default);
  const dropped = left.map(([control]) => /** @type {Term} */ ([control, kindOf(control).written(control, control.default)]));
  return joined([...differing(controls, there), ...dropped], pin && differing(substance(declaration), pin));
}

/**
 * Whether no link brings it.
 * @param {Term} term
 */
function isHeld([control, text]) {
  return kindOf(control).local || tooLong(text);
}

/**
 * The controls whose values a link only names: whoever follows it has to choose these anew.
 * @param {Declaration} declaration
 * @param {Partial<State>} state
 * @returns {string[]}  their labels
 */
export function local({ controls }, state) {
  return differing(controls, state).flatMap(([control]) => (kindOf(control).local ? [control.label] : []));
}

/** @typedef {[Control, string]} Term  a control, and its value as it is written */

/**
 * @param {Term[]} terms
 * @param {Term[] | null} pinned
 */
function joined(terms, pinned) {
  const parts = terms.map(([{ name }, text]) => `${name}=${quoted(text)}`);
  if (pinned) parts.push(`pin=${pinned.map(([{ name }, text]) => `${name}:${quoted(text)}`).join(',')}`);
  return parts.join('&');
}

/**
 * A value in a link. It ends in no bare sign: the sentence around the link may take or add one.
 * @param {string} text
 */
function quoted(text) {
  return encodeURIComponent(text).replace(BARE_END, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * What is not at its default, written.
 * @param {Control[]} controls
 * @param {Partial<State>} state
 * @returns {Term[]}
 */
function differing(controls, state) {
  return controls.flatMap((control) => {
    const value = state[control.name] ?? control.default;
    return value === control.default ? [] : [/** @type {Term} */ ([control, kindOf(control).written(control, value)])];
  });
}
