// @ts-check
/**
 * What a cell says, written beneath it as it comes. templates/cell.html writes the same form when the site is built. Nothing
 * of it is ever read as markup: a reader's code may be somebody else's.
 *
 * @typedef {object} Part  one of these
 * @property {true} [begun]  what is said from now on is what the code says
 * @property {string} [stdout]
 * @property {string} [stderr]
 * @property {string} [value]
 * @property {Table} [table]
 * @property {{ src: string, alt: string }} [picture]
 * @property {true} [cut]
 *
 * @typedef {{ caption: string, columns: string[], rows: string[][] }} Table  each row is headed by its first cell
 *
 * @typedef {object} Raised  as hosted/cells.py describes it
 * @property {string} kind
 * @property {string} message
 * @property {string} hint
 * @property {string} missed  the id of a cell above that has not run, and makes what was missed
 * @property {string} cell
 * @property {number} line
 * @property {string} traceback
 */
import { say } from '../base/words.js';

const IMAGE = 'data:image/svg+xml;base64,';
const MOST = 200_000; // characters that are printed: as in hosted/cells.py, which does not see what compiled code prints
const STREAMS = /** @type {const} */ (['stdout', 'stderr']);

export class Output {
  #place;
  #id;
  #room = MOST;

  /**
   * @param {HTMLElement} place
   * @param {string} id  of the cell
   */
  constructor(place, id) {
    this.#place = place;
    this.#id = id;
  }

  clear() {
    this.#place.replaceChildren();
    this.#room = MOST;
  }

  /** @param {Part} part */
  take(part) {
    for (const stream of STREAMS) if (part[stream]) this.#write(stream, part[stream]);
    if (part.value !== undefined) this.#place.append(text('value', part.value));
    if (part.table) this.#place.append(table(part.table));
    if (part.picture) this.#place.append(picture(part.picture));
    if (part.cut) this.#endEarly();
  }

  /** @param {Raised} raised */
  fail(raised) {
    const trouble = document.createElement('div');
    trouble.className = 'raised';
    const words = paragraph('', [inWords(raised, this.#id), raised.hint].filter(Boolean).join(' '));
    words.lang = 'en';
    trouble.append(words, ...this.#missed(raised), traceback(raised.traceback));
    this.#place.append(trouble);
  }

  /** Whether it has a size to be looked at: in a fold that is closed it has none. */
  get seen() {
    return this.#place.clientWidth > 0;
  }

  /** Whether there is more of it than is seen. */
  get capped() {
    return [...this.#place.querySelectorAll('pre, .table')].some((pre) => pre.clientHeight && pre.scrollHeight > pre.clientHeight + 1);
  }

  /** @param {boolean} all  of it is to be seen */
  show(all) {
    this.#place.classList.toggle('all', all);
  }

  /**
   * What is printed goes on where it was, and is followed to its end while it does not fit.
   *
   * @param {'stdout' | 'stderr'} stream
   * @param {string} said
   */
  #write(stream, said) {
    const kept = said.slice(0, this.#room);
    this.#room -= kept.length;
    if (kept) this.#append(stream, kept);
    if (kept.length < said.length) this.#endEarly();
  }

  /**
   * @param {'stdout' | 'stderr'} stream
   * @param {string} said
   */
  #append(stream, said) {
    let last = this.#place.lastElementChild;
    if (!last?.classList.contains(stream)) {
      last = text(stream, '');
      this.#place.append(last);
    }
    last.append(said);
    last.scrollTop = last.scrollHeight;
  }

  /** Says once that it is not all. */
  #endEarly() {
    if (this.#place.querySelector('.cut')) return;
    this.#place.append(paragraph('cut', say('It says more than is kept here.')));
  }

  /** @param {Raised} raised */
  #missed({ missed }) {
    if (!missed) return [];
    const [before, after] = say('It is made in {cell} above, which has not run here: run all above first.').split('{cell}');
    const link = document.createElement('a');
    link.href = `#${missed}`;
    link.textContent = missed;
    const words = paragraph('', before);
    words.append(link, after);
    return [words];
  }
}

/**
 * @param {Raised} raised
 * @param {string} id  of the cell that ran
 */
function inWords({ kind, message, line, cell }, id) {
  if (!line) return `${kind}: ${message}`;
  if (cell === id) return say('{kind} in line {line}: {message}', { kind, line, message });
  return say('{kind} in line {line} of “{cell}”: {message}', { kind, line, cell, message });
}

/** @param {string} said */
function traceback(said) {
  const fold = document.createElement('details');
  const summary = document.createElement('summary');
  fold.className = 'traceback';
  summary.textContent = say('What Python said');
  const pre = text('', said);
  pre.removeAttribute('class');
  pre.lang = 'en';
  fold.append(summary, pre);
  return fold;
}

/**
 * @param {string} kind
 * @param {string} said
 */
function text(kind, said) {
  const pre = document.createElement('pre');
  pre.className = kind;
  pre.tabIndex = 0;
  pre.translate = false;
  pre.append(said);
  return pre;
}

/** @param {Table} told */
function table({ caption, columns, rows }) {
  const made = document.createElement('table');
  made.createCaption().textContent = caption;
  const head = made.createTHead().insertRow();
  for (const column of columns) head.append(column ? cell('th', column, 'col') : cell('td', ''));
  const body = made.createTBody();
  for (const [heading, ...values] of rows) {
    body.insertRow().append(cell('th', heading, 'row'), ...values.map((value) => cell('td', value)));
  }
  const place = document.createElement('div');
  place.className = 'table';
  place.tabIndex = 0;
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', caption);
  place.translate = false;
  place.append(made);
  return place;
}

/**
 * @param {'th' | 'td'} kind
 * @param {string} words
 * @param {string} [scope]
 */
function cell(kind, words, scope) {
  const made = document.createElement(kind);
  if (scope) made.setAttribute('scope', scope);
  made.textContent = words;
  return made;
}

/** An image runs nothing and fetches nothing. @param {{ src: string, alt: string }} told */
function picture({ src, alt }) {
  const made = document.createElement('img');
  made.className = 'picture';
  if (src.startsWith(IMAGE)) made.src = src;
  made.alt = alt;
  return made;
}

/**
 * @param {string} kind
 * @param {string} words
 */
function paragraph(kind, words) {
  const made = document.createElement('p');
  if (kind) made.className = kind;
  made.append(words);
  return made;
}
