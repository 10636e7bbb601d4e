// @ts-check
// What the one status line of a figure says. Pure.

import { megabytes, percent } from '../base/amounts.js';
import { say } from '../base/words.js';
import { bytesOf, startedFrom } from '../load/plan.js';

/** @import { Bringing, Status } from '../python/python.js' */
/** @import { Stream } from '../python/streams.js' */

/**
 * @typedef {object} Circumstances
 * @property {boolean} wanted  Python was asked to draw this figure
 * @property {boolean} live  what is shown was computed here
 * @property {string} complaint  what was odd about the link that was followed
 * @property {string} error  the figure's own failure, a sentence
 * @property {string} ended  why the state before the one that is shown was given up, a sentence
 * @property {'' | 'this' | 'another'} computing  which figure it is that this one has waited for, for long
 * @property {Bringing} [bringing]  what this figure waits for
 * @property {Stream} [streaming]  what it shows only a part of
 * @property {number} [kept]  bytes that this browser keeps of what the reader asked for here
 * @property {string} size  of Python, where the reader asks to spare the network: "7.1 MB"; else ""
 *
 * @typedef {object} Line
 * @property {string} text
 * @property {string} [percent]
 * @property {boolean} [stop]
 * @property {boolean} [retry]
 * @property {boolean} [live]
 * @property {string} [fetch]  what the button says that fetches, or ""
 * @property {boolean} [pause]
 * @property {string} [forget]  what the button says that forgets, or ""
 */

/**
 * @param {Pick<Status, 'state'> & Partial<Status>} python
 * @param {Circumstances} figure
 * @returns {Line}
 */
export function statusLine({ state, loaded = 0, total = 0, file, reason = '', fetching }, figure) {
  const { wanted, live, complaint, error, ended, computing, bringing, streaming, kept = 0, size } = figure;
  if (state === 'failed') {
    return { text: file ? say('Python could not be loaded: {reason}', { reason }) : reason || say('Python could not start.'), retry: true };
  }
  if (bringing?.offer !== undefined) return offered(bringing, kept);
  if (bringing?.pauses) return { text: brought(bringing), percent: far(bringing.done), pause: true };
  if (bringing) return { text: brought(bringing), percent: far(bringing.done), stop: true };
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
  if (state === 'ready' && live && streaming) return partly(streaming);
  if (state === 'ready') return live ? { text: say('live'), live, ...forget(kept) } : { text: '' };
  if (loaded < total || !total) return { text: say('Python is loading'), percent: far(loaded / (total || 1)) };
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

/**
 * @param {Bringing} bringing
 * @param {number} kept
 * @returns {Line}
 */
function offered({ need, bytes = 0, offer = 0 }, kept) {
  const file = fileOf(need);
  const [size, some, rest] = [bytes, offer, bytes - offer].map(megabytes);
  if (!offer) return { text: say('{file} is fetched only if you want it', { file }), fetch: say('Fetch ({size})', { size }) };
  const text = say('{some} of {size} of {file} are here', { some, size, file });
  return { text, fetch: say('Fetch the rest ({size})', { size: rest }), ...forget(kept) };
}

/**
 * More is to come of what is shown.
 * @param {Stream} stream
 * @returns {Line}
 */
function partly({ done, paused, failed }) {
  if (failed) return { text: failed, fetch: say('Go on') };
  if (paused) return { text: say('Stopped: what is shown is of what had come'), percent: far(done), fetch: say('Go on') };
  return { text: say('live, and more is coming'), percent: far(done), stop: true, live: true };
}

/** @param {number} kept  bytes */
function forget(kept) {
  return kept ? { forget: say('Forget what was fetched ({size})', { size: megabytes(kept) }) } : {};
}

/** @param {import('../python/needs.js').Need} need */
function fileOf(need) {
  return 'data' in need ? (need.data.split('/').at(-1) ?? '') : say('your file');
}

/** @param {Bringing} bringing  what for */
function brought({ need, bytes = 0, unkept = false }) {
  if ('service' in need) return say('Computing “{service}” first', { service: need.service });
  const values = { file: fileOf(need), size: megabytes(bytes) };
  if (unkept) return say('Fetching {file} ({size}). This browser has no room to keep it for your next visit.', values);
  return say('Fetching {file} ({size})', values);
}

/** @param {number | undefined} done  a share of 1, where it is known */
function far(done) {
  return done === undefined ? '' : percent(done);
}
