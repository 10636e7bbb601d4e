// @ts-check
// Markup as Python writes it, read as plain objects. Each holds its own text: what has stayed as it was is found by
// comparing texts, where to compare a browser's nodes would take longer than Python does. Pure.

/**
 * @typedef {object} Part  an element, or a text
 * @property {string} name  of an element
 * @property {string[]} pieces  what its tag holds, parted at quotes: in turn what names an attribute, and its value
 * @property {string} key  what it is called in each drawing; '' where it is not
 * @property {string} source  all of it
 * @property {Part[]} parts  what is in it
 */

const TOKEN = /<(\/?)([a-zA-Z][\w-]*)((?: [\w-]+="[^"]*")*) ?(\/?)>|[^<]+/y;
const EMPTY = new Set(['br', 'col', 'hr', 'img', 'input', 'wbr']);
const OTHERWISE = new Set(['script', 'style', 'textarea']); // what is in these is not read as markup
/** @type {Record<string, string>} */
const SIGNS = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&nbsp;': '\u00a0' };
const SIGN = new RegExp(Object.keys(SIGNS).join('|'), 'g');
const UNKNOWN = new RegExp(`&(?!(${Object.keys(SIGNS).map((sign) => sign.slice(1)).join('|')}))`);

/**
 * @param {string} html
 * @returns {Part[] | null}  null where it is written otherwise than a browser writes it
 */
export function read(html) {
  if (UNKNOWN.test(html)) return null;
  const whole = part('', '', '');
  const open = [{ part: whole, start: 0 }];
  for (let start = 0; start < html.length; start = TOKEN.lastIndex) {
    TOKEN.lastIndex = start;
    const [source, closing, name, attributes, closed] = TOKEN.exec(html) ?? [''];
    if (!source || OTHERWISE.has(name)) return null;
    if (closing) {
      const ended = open.pop();
      if (ended?.part.name !== name) return null;
      ended.part.source = html.slice(ended.start, TOKEN.lastIndex);
      continue;
    }
    const next = part(name ?? '', attributes ?? '', source);
    open[open.length - 1].part.parts.push(next);
    if (!name || EMPTY.has(name)) continue;
    if (!closed) open.push({ part: next, start });
    else if (!open.some(({ part: { name } }) => name === 'svg')) return null;
    if (name === 'pre' && html[TOKEN.lastIndex] === '\n') return null;
  }
  return open.length === 1 ? whole.parts : null;
}

/**
 * @param {string} name
 * @param {string} attributes
 * @param {string} source
 * @returns {Part}
 */
function part(name, attributes, source) {
  const pieces = attributes ? attributes.split('"') : [];
  const key = attributes.includes(' data-key=') ? pieces[pieces.indexOf(' data-key=') + 1] : '';
  return { name, pieces, key, source, parts: [] };
}

/** @param {Part} one @param {Part} other @returns {boolean}  whether one becomes the other with other values */
export function alike(one, other) {
  return one.name === other.name && one.pieces.length === other.pieces.length && one.pieces.every((piece, at) => at % 2 || piece === other.pieces[at]);
}

/**
 * What a text or a value of an attribute says.
 * @param {string} text
 */
export function decoded(text) {
  return text.includes('&') ? text.replace(SIGN, (sign) => SIGNS[sign]) : text;
}
