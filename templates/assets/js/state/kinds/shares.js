// @ts-check
// Shares: how a whole is divided. Its bars are sliders that stand upright; one that is pulled leaves the others the rest.

import { one } from '../../base/dom.js';
import { say } from '../../base/words.js';
import { bindReset } from './reset.js';

/** @import { Control, Hand, Show, Taken } from './kind.js' */

/**
 * @typedef {object} Own
 * @property {'shares'} kind
 * @property {string} default  whole numbers with points between, which add up to `whole`
 * @property {string[]} parts  what each of them is called
 * @property {number} whole
 * @property {string} tone
 *
 * @typedef {Control & Own} Shares
 */

const NUMBERS = /^\d{1,9}(\.\d{1,9})*$/;

/** @param {string} value */
const sharesOf = (value) => value.split('.').map(Number);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

/**
 * The whole in the proportions of some weights: each gets what it has for certain, and what is left goes, one by one,
 * to those with the largest rest.
 * @param {number[]} weights  whole, not all zero
 * @param {number} whole
 * @returns {number[]}
 */
function divided(weights, whole) {
  const total = sum(weights);
  const rests = weights.map((weight) => (weight * whole) % total);
  const shares = weights.map((weight, at) => (weight * whole - rests[at]) / total);
  const first = [...rests.keys()].sort((a, b) => rests[b] - rests[a]).slice(0, whole - sum(shares));
  return shares.map((share, at) => share + Number(first.includes(at)));
}

/**
 * @param {Shares} control
 * @param {string} text
 * @returns {string | null}
 */
export function normalise({ parts, whole }, text) {
  const weights = NUMBERS.test(text) ? sharesOf(text) : [];
  return weights.length === parts.length && sum(weights) ? divided(weights, whole).join('.') : null;
}

/**
 * With anything between that people put there.
 * @param {Shares} control
 * @param {string} text
 * @returns {Taken | null}
 */
export function taken(control, text) {
  const plain = text.replace(/[\s.,;%]+/g, '.').replace(/^\.|[.!?)\]}>"'”’»*_:]+$/g, '');
  const value = normalise(control, plain);
  if (value === null) return null;
  const { whole } = control;
  return { value, said: sum(sharesOf(plain)) === whole ? '' : say('the nearest that add up to {whole} are shown', { whole }) };
}

/**
 * @param {Shares} control
 * @param {string} value
 */
export function written(control, value) {
  return value;
}

/**
 * @param {Shares} control
 * @param {string} value
 */
export function words({ parts }, value) {
  const shares = sharesOf(value);
  return parts.map((part, at) => `${part} ${shares[at]} %`).join(', ');
}

/** @param {Shares} control */
export function allowed({ parts, whole }) {
  return say('{count} whole numbers with points between that add up to {whole}', { count: parts.length, whole });
}

/**
 * @param {Shares} control
 * @param {string} value
 */
export function literal(control, value) {
  return `[${value.replaceAll('.', ', ')}]`;
}

/**
 * One share as it was pulled, the others with the rest in their proportions; alike where they had nothing.
 * @param {Shares} control
 * @param {string} value
 * @param {number} at  which
 * @param {number} share
 * @returns {string}
 */
export function pulled({ whole }, value, at, share) {
  const others = sharesOf(value).filter((_, other) => other !== at);
  const rest = divided(sum(others) ? others : others.map(() => 1), whole - share);
  return [...rest.slice(0, at), share, ...rest.slice(at)].join('.');
}

/**
 * @param {HTMLElement} root
 * @param {Shares} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, control, hand) {
  const { state, moved } = hand;
  const { name } = control;
  const columns = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('.column')]);
  const ranges = columns.map((column) => one(column, 'input', HTMLInputElement));
  const current = () => String(state()[name]);
  let held = ''; // what the shares were when a bar was taken hold of: on its way back the others come back, too

  /** @param {string} value */
  function place(value) {
    sharesOf(value).forEach((share, at) => {
      columns[at].style.setProperty('--at', String(share / control.whole));
      one(columns[at], '.amount', HTMLElement).textContent = `${share} %`;
      ranges[at].setAttribute('aria-valuetext', `${share} %`);
    });
  }

  place(current());
  bindReset(root, control, hand, ranges[0]);
  ranges.forEach((range, at) => {
    range.addEventListener('input', () => {
      held ||= current();
      moved(name, pulled(control, held, at, Number(range.value)), 'moving');
    });
    for (const end of ['change', 'pointerup']) {
      range.addEventListener(end, () => { // a bar that is back where it was taken hold of has not changed
        if (!held) return;
        held = '';
        moved(name, current(), 'rest');
      });
    }
    range.addEventListener('keydown', ({ key }) => {
      if (key === 'Backspace' || key === 'Delete') moved(name, control.default, 'press');
    });
  });
  return (value, note, keep) => {
    sharesOf(String(value)).forEach((share, at) => {
      if (keep !== ranges[at]) ranges[at].value = String(share);
    });
    place(String(value));
  };
}
