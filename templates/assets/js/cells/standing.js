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
 * @property {Fetching[]} wants  what its code, as it was published, has the page fetch; without bytes: not from here
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
 * @returns {string}
 */
export function line(cell, python) {
  switch (standing(cell)) {
    case 'queued':
      return say('waits for the cells above');
    case 'running':
      return cell.fetching ? fetched(cell.fetching) : running(python);
    case 'done':
      return say('done');
    case 'error':
      return say('an error: see below');
    case 'stale':
      return say('older than the code: run it again');
    case 'stopped':
      return cell.why;
    default:
      return cell.wants.map(wanted).join(' ');
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
  if (unkept) return say('Fetching {file} ({size}). This browser has no room to keep it for your next visit.', values);
  return `${say('Fetching {file} ({size})', values)} ${percent(done)}`;
}

/** @param {Status} python */
function running({ state, loaded, total, fetching }) {
  if (fetching) return say('Python is fetching {file} ({size})', { file: fetching.file, size: megabytes(fetching.bytes) });
  if (state === 'ready') return say('runs');
  if (loaded < total || !total) return `${say('Python is loading')} ${Math.floor((100 * loaded) / (total || 1))} %`;
  return say('Python is starting');
}
