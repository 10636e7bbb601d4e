// @ts-check
/**
 * What keys do to code in a plain field, as they do in the editor. It knows no page.
 *
 * @typedef {object} Edit
 * @property {number} from
 * @property {number} to
 * @property {string} insert  in the place of what stands between them
 * @property {[number, number]} selection  from then on
 */
const UNIT = '    ';

/** What keyboards on screens make of what stands on their keys. @type {Record<string, string>} */
const STRAIGHT = { '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‘': "'", '’': "'", '‚': "'" };
const SMART = new RegExp(`[${Object.keys(STRAIGHT).join('')}]`, 'g');

/**
 * @param {string} text
 * @param {number} start  of what is selected
 * @param {number} end
 */
export function indented(text, start, end) {
  return lineByLine(text, start, end, (line) => UNIT + line);
}

/**
 * @param {string} text
 * @param {number} start  of what is selected
 * @param {number} end
 */
export function unindented(text, start, end) {
  return lineByLine(text, start, end, (line) => line.replace(/^(\t| {1,4})/, ''));
}

/**
 * What Enter puts in: the next line begins where this one does, and further in after a colon.
 *
 * @param {string} text
 * @param {number} caret
 */
export function newline(text, caret) {
  const line = text.slice(lineStart(text, caret), caret);
  const [indent] = /** @type {RegExpMatchArray} */ (line.match(/^[ \t]*/));
  return `\n${indent}${/:\s*$/.test(line) ? UNIT : ''}`;
}

/**
 * Makes the quotation marks straight that were put in last, and those alone.
 *
 * @param {string} before
 * @param {string} text
 * @param {readonly [number, number]} selection
 * @returns {Edit}
 */
export function straightened(before, text, [first, last]) {
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  let same = 0; // characters at the end
  while (same < most - start && before.at(-1 - same) === text.at(-1 - same)) same++;
  const end = text.length - same;
  const insert = text.slice(start, end).replace(SMART, (mark) => STRAIGHT[mark]);
  return { from: start, to: end, insert, selection: [first, last] };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end  a line of which only the beginning is selected stays as it is
 * @param {(line: string) => string} change
 * @returns {Edit}
 */
function lineByLine(text, start, end, change) {
  const from = lineStart(text, start);
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const to = last + text.slice(last).split('\n', 1)[0].length;
  const lines = text.slice(from, to).split('\n');
  const changed = lines.map(change);
  const insert = changed.join('\n');
  const first = Math.max(from, start + changed[0].length - lines[0].length);
  return { from, to, insert, selection: [first, Math.max(first, end + insert.length - (to - from))] };
}

/**
 * @param {string} text
 * @param {number} at
 */
function lineStart(text, at) {
  return text.slice(0, at).lastIndexOf('\n') + 1;
}
