// @ts-check
// The kinds of controls that there are, by the name that declarations give them.

import * as choice from './choice.js';
import * as file from './file.js';
import * as seed from './seed.js';
import * as shares from './shares.js';
import * as slider from './slider.js';
import * as text from './text.js';
import * as tokens from './tokens.js';

/** @import { Control, Kind } from './kind.js' */

/** @type {Record<string, Kind>} */
const kinds = { slider, seed, choice, text, tokens, shares, file };

/**
 * @param {Control} control
 * @returns {Kind}
 */
export function kindOf({ kind }) {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`There is no kind of control called ${kind}.`);
  return kinds[kind];
}
