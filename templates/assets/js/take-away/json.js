// @ts-check
// What a figure shows, as JSON: the state, the readouts in full and the table, with numbers where these are numbers. What
// JSON has no number for, as infinity, is a string. Pure.

import { NUMBER, plainTable } from './plain-table.js';

/** @import { State } from '../state/kinds/kind.js' */

/**
 * @typedef {object} Told
 * @property {string} figure  its title
 * @property {string} link  to the state; '' where nobody knows the page's address
 * @property {State} state
 * @property {State | null} pinned
 * @property {{name: string, value: string, unit: string}[]} readouts
 * @property {string[][]} table  the names of its columns, then its rows
 */

/**
 * @param {Told} told
 * @returns {string}
 */
export function json({ figure, link, state, pinned, readouts, table }) {
  const { columns, rows } = plainTable(table);
  const values = readouts.map(({ name, value, unit }) => [name, { value: full(value), unit }]);
  const told = {
    figure,
    ...(link && { link }),
    state,
    ...(pinned && { pinned }),
    readouts: Object.fromEntries(values),
    table: { columns, rows: rows.map((row) => row.map(numeric)) },
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/**
 * A readout as Python wrote it, with every digit.
 *
 * @param {string} value
 * @returns {number | string | null}
 */
function full(value) {
  if (value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : value.replace(/Infinity/, 'inf');
}

/**
 * A token may look like a number to JavaScript, as `0x10` does.
 *
 * @param {string} cell  as programs read it
 * @returns {number | string | null}
 */
function numeric(cell) {
  if (cell === '') return null;
  const number = NUMBER.test(cell) ? Number(cell) : NaN;
  return Number.isFinite(number) ? number : cell;
}
