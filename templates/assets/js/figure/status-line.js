// @ts-check
// What the one status line of a figure says. Pure.

import { say } from '../base/words.js';
import { bytesOf, startedFrom } from '../load/plan.js';

/** @import { Bringing, Status } from '../python/python.js' */

/**
 * @typedef {object} Circumstances
 * @property {boolean} wanted  Python was asked to draw this figure
 * @property {boolean} live  what is shown was computed here
 * @property {string} complaint  what was odd about the link that was followed
 * @property {string} error  the figure's own failure, a sentence
 * @property {string} ended  why the state before the one that is shown was given up, a sentence
 * @property {'' | 'this' | 'another'} computing  which figure it is that this one has waited for, for long
 * @property {Bringing} [bringing]  what this figure waits for
 * @property {string} size  of Python, where the reader asks to spare the network: "7.1 MB"; else ""
 *
 * @typedef {{text: string, percent?: string, stop?: boolean, retry?: boolean, live?: boolean}} Line
 */

/**
 * @param {Pick<Status, 'state'> & Partial<Status>} python
 * @param {Circumstances} figure
 * @returns {Line}
 */
export function statusLine({ state, loaded = 0, total = 0, file, reason = '', fetching }, figure) {
  const { wanted, live, complaint, error, ended, computing, bringing, size } = figure;
  if (state === 'failed') {
    return { text: file ? say('Python could not be loaded: {reason}', { reason }) : reason || say('Python could not start.'), retry: true };
  }
  if (bringing) return { text: brought(bringing), percent: percent(bringing.done), stop: true };
  if (computing && fetching) {
    const [file, size] = [fetching.file, megabytes(fetching.bytes)];
    return { text: say('Python is fetching {file} ({size})', { file, size }), stop: true };
  }
  if (computing) return { text: computing === 'this' ? say('Python is computing') : say('Python is computing another figure'), stop: true };
  if (error) return { text: error, retry: true };
  if (complaint) return { text: complaint };
  if (ended && state === 'ready' && live) return { text: say('{why} The figure is back where it was, and live.', { why: ended }), live };
  if (ended) return { text: say('{why} Python is starting again.', { why: ended }) };
  if (!wanted) return { text: size && say('Move a control to load Python ({size}).', { size }) };
  if (state === 'ready') return live ? { text: say('live'), live } : { text: '' };
  if (loaded < total || !total) return { text: say('Python is loading'), percent: percent(loaded / (total || 1)) };
  return { text: say('Python is starting') };
}

/**
 * How much Python weighs, "7.1 MB": without its snapshot, as readers get it who ask to spare the network.
 * @param {import('../load/plan.js').Entry[]} bill
 * @returns {string}
 */
export function weight(bill) {
  return megabytes(startedFrom(bill, 'packs').reduce((sum, entry) => sum + bytesOf(entry), 0));
}

/** @param {Bringing} bringing  what for */
function brought({ need, bytes = 0 }) {
  if ('service' in need) return say('Computing “{service}” first', { service: need.service });
  const file = need.data.split('/').at(-1) ?? '';
  return say('Fetching {file} ({size})', { file, size: megabytes(bytes) });
}

/** @param {number | undefined} done  a share of 1, where it is known */
function percent(done) {
  return done === undefined ? '' : `${Math.floor(100 * done)} %`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
