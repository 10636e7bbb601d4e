// @ts-check
// A figure's table as comma-separated values (RFC 4180), its numbers as programs read them: comma and point in every
// language, for no program can tell another way, while all can be told to read this one. Pure.

import { plainTable } from './plain-table.js';

const MARK = '\ufeff'; // without it, spreadsheets take UTF-8 for the signs of the reader's own language

/**
 * @param {string[][]} table  the names of its columns, then its rows
 * @returns {string}
 */
export function csv(table) {
  const { columns, rows } = plainTable(table);
  const heads = columns.map(({ name, unit }) => (unit ? `${name}, ${unit}` : name));
  return MARK + [heads, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** @param {string} cell */
function quoted(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
