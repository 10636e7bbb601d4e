// @ts-check
// A number as people write it, in a field or in a link: with a decimal comma, thousands apart, a typographic minus. Pure.

import { parseNumber } from '../state/controls.js';

/** @import { Seed, Slider } from '../state/controls.js' */

const SIGN = /^[\u2010-\u2015\u2212\ufe63\uff0d]/;
const GROUPED = /^[+-]?[1-9]\d{0,2}([\s,'’]\d{3})+(\.\d+)?$/;

/**
 * What a text can only mean to a control, or null. `50,257` has thousands where the control is whole, and a decimal
 * comma where only that is within its range.
 * @param {Slider | Seed} control
 * @param {string} text
 * @returns {number | null}
 */
export function numberFor(control, text) {
  const plain = text.trim().replace(SIGN, '-');
  const decimal = parseNumber(plain) ?? parseNumber(plain.replace(',', '.'));
  const grouped = GROUPED.test(plain) ? parseNumber(plain.replace(/[\s,'’]/g, '')) : null;
  if (decimal === null || grouped === null) return decimal ?? grouped;
  if (Number.isInteger(control.fine) && Number.isInteger(control.min)) return grouped;
  const within = [decimal, grouped].filter((value) => value >= control.min && value <= control.max);
  return within.length > 1 ? null : (within[0] ?? decimal);
}
