// @ts-check
// A figure's table as comma-separated values (RFC 4180), its numbers as programs read them: comma and point in every
// language, for no program can tell another way, while all can be told to read this one. Pure.

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const MARK = '\ufeff'; // without it, spreadsheets take UTF-8 for the signs of the reader's own language
const MISSING = '–';
const NUMBER = /^-?(\d+(\.\d+)?(e-?\d+)?|inf)$/;
const WITH_UNIT = /^(.*\d)\s?([%°])$/u;

/**
 * @param {string[][]} table  the names of its columns, then its rows
 * @returns {string}
 */
export function csv([names, ...rows]) {
  const units = names.map((_, column) => unitOf(rows.map((row) => row[column])));
  const heads = names.map((name, column) => (units[column] ? `${name}, ${units[column]}` : name));
  const cells = rows.map((row) => row.map((cell, column) => plain(units[column] ? bare(cell) : cell)));
  return MARK + [heads, ...cells].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/**
 * What a program reads: `−1.20×10⁻⁵` is -1.20e-5, `50 257` with its thin space 50257, `∞` inf; a dash is nothing, and
 * what is no number stays as it is.
 * @param {string} cell
 * @returns {string}
 */
export function plain(cell) {
  if (cell === MISSING) return '';
  const number = cell
    .replace(/(?<!×)10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, '1×10$1')
    .replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_, raised) => `e${lowered(raised)}`)
    .replaceAll('−', '-')
    .replaceAll('\u202f', '')
    .replace('∞', 'inf');
  return NUMBER.test(number) ? number : cell;
}

/** @param {string} raised */
function lowered(raised) {
  return [...raised].map((sign) => (sign === '⁻' ? '-' : RAISED.indexOf(sign))).join('');
}

/**
 * The unit that every number of a column has, which then goes to the column's name; '' where there is none.
 * @param {string[]} cells
 * @returns {string}
 */
function unitOf(cells) {
  const numbers = cells.filter((cell) => cell !== MISSING);
  const units = new Set(numbers.map((cell) => (NUMBER.test(plain(bare(cell))) ? (WITH_UNIT.exec(cell)?.[2] ?? '') : '')));
  return units.size === 1 ? [...units][0] : '';
}

/** @param {string} cell */
function bare(cell) {
  return WITH_UNIT.exec(cell)?.[1] ?? cell;
}

/** @param {string} cell */
function quoted(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
