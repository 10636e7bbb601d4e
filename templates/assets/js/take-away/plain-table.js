// @ts-check
// A figure's table as programs read it: its numbers without the signs that they are printed with, its units with the
// names of the columns. Pure.

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const MISSING = '–';
export const NUMBER = /^-?(\d+(\.\d+)?(e-?\d+)?|inf)$/;
const WITH_UNIT = /^(.*\d)\s?([%°])$/u;

/**
 * @param {string[][]} table  the names of its columns, then its rows
 * @returns {{columns: {name: string, unit: string}[], rows: string[][]}}
 */
export function plainTable([names, ...rows]) {
  const columns = names.map((name, column) => ({ name, unit: unitOf(rows.map((row) => row[column])) }));
  return { columns, rows: rows.map((row) => row.map((cell, at) => plain(columns[at].unit ? bare(cell) : cell))) };
}

/**
 * What a program reads: `−1.20×10⁻⁵` is -1.20e-5, `50 257` with its thin space 50257, `∞` inf; a dash is nothing, and
 * what is no number stays as it is, but for blanks that are set so that no line ends there.
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
  return NUMBER.test(number) ? number : cell.replaceAll('\u00a0', ' ');
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
