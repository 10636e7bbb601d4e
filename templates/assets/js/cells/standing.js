// @ts-check
/**
 * How a cell stands: what its data-status says, and what is said about it. It knows no page.
 *
 * @typedef {import('../python/service.js').Status} Status
 * @typedef {'static' | 'queued' | 'running' | 'done' | 'error' | 'stopped' | 'stale'} Standing
 *
 * @typedef {{ name: string, bytes?: number, done?: number, unkept?: boolean }} Fetching  a package; done: a share of 1
 *
 * @typedef {object} Circumstances
 * @property {'' | 'queued' | 'running'} turn  whether it waits for its turn, or has it
 * @property {'static' | 'done' | 'error' | 'stopped'} outcome  what came of its last run; static: that of the build
 * @property {boolean} behind  something that it follows from has run, or was edited, since
 * @property {string} why  it stopped, a sentence
 * @property {string} brought  a sentence on an edit that a link brought and that has not been run, or ''
 * @property {string[]} remarks  sentences on what else there is to know
 * @property {Fetching[]} wants  what its code has the page fetch; without bytes: not from here
 * @property {Fetching} [fetching]
 */
import { megabytes, percent } from '../base/amounts.js';
import { say } from '../base/words.js';

/** @param {Circumstances} cell  @returns {Standing} */
export function standing({ turn, outcome, behind }) {
  if (turn) return turn;
  return behind && outcome !== 'stopped' ? 'stale' : outcome;
}

/**
 * @param {Circumstances} cell
 * @param {Status} python  of the cells' service
 * @returns {{ text: string, percent?: string }}  percent: for the eye only, for a voice would not stop counting
 */
export function line(cell, python) {
  if (cell.turn === 'running') return cell.fetching ? fetched(cell.fetching) : running(python);
  return { text: resting(cell) };
}

/**
 * What the button says that runs all cells above.
 *
 * @param {Fetching[]} wants  what they have the page fetch
 * @param {string[]} leftOut  ids of those that do not run
 */
export function allAbove(wants, leftOut) {
  const words = leftOut.length ? say('Run all above but what a link brought: {cells}', { cells: leftOut.join(', ') }) : say('Run all above');
  if (!wants.length) return words;
  const files = wants.map(({ name }) => name).join(', ');
  return say('{words} (fetches {files}, {size})', { words, files, size: megabytes(wants.reduce((sum, { bytes = 0 }) => sum + bytes, 0)) });
}

/** @param {Circumstances} cell */
function resting(cell) {
  const words = ended(cell);
  if (cell.turn) return words;
  const more = [...cell.wants.map(wanted), ...cell.remarks].filter((sentence) => sentence && sentence !== words).join(' ');
  if (!words || !more) return words || more;
  return /[.!?]$/.test(words) ? `${words} ${more}` : say('{standing}. {more}', { standing: words, more });
}

/** @param {Circumstances} cell */
function ended(cell) {
  switch (standing(cell)) {
    case 'queued':
      return say('waits for the cells above');
    case 'done':
      return say('done');
    case 'error':
      return say('an error: see below');
    case 'stale':
      return cell.brought || say('older than the code: run it again');
    case 'stopped':
      return cell.brought || cell.why;
    default:
      return cell.brought;
  }
}

/** @param {Fetching} what */
function wanted({ name, bytes = 0 }) {
  if (!bytes) return say('{file} is not in this copy of the page: the page itself has it.', { file: name });
  return say('Run fetches {file} ({size}).', { file: name, size: megabytes(bytes) });
}

/** @param {Fetching} what */
function fetched({ name, bytes = 0, done = 0, unkept }) {
  const values = { file: name, size: megabytes(bytes) };
  const text = unkept
    ? say('Fetching {file} ({size}). This browser has no room to keep it for your next visit.', values)
    : say('Fetching {file} ({size})', values);
  return { text, percent: percent(done) };
}

/** @param {Status} python */
function running({ state, loaded, total, fetching }) {
  if (fetching) return { text: say('Python is fetching {file} ({size})', { file: fetching.file, size: megabytes(fetching.bytes) }) };
  if (state === 'ready') return { text: say('runs') };
  if (loaded < total || !total) return { text: say('Python is loading'), percent: percent(loaded / (total || 1)) };
  return { text: say('Python is starting') };
}
