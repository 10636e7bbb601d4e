// @ts-check
/**
 * What Python comes out of: a snapshot of itself, with a layer of the page's own modules upon it, or the packs that it is
 * started from, which are smaller. Pure.
 *
 * @typedef {import('./loader.js').Entry} Entry
 * @typedef {'snapshot' | 'packs'} Way
 *
 * @typedef {object} Circumstances
 * @property {boolean} fits  whether this browser can restore a snapshot
 * @property {boolean} frugal  the reader asks to spare the network
 * @property {number} [speed]  of the network, in bits a second, where it is known
 * @property {Set<string>} here  the names of the files that this device has already
 */
import { fileName } from './loader.js';

/** The packs that Python comes out of, besides the engine, its wasm and the pictures of its memory. */
export const LIBRARY = { packs: ['stdlib', 'numpy', 'modules', 'libraries'], snapshot: ['libraries'] };

/** The pictures of Python's memory: the second, which not every page has, says what is otherwise than in the first. */
const PICTURES = ['snapshot', 'layer'];

/**
 * Seconds from the last byte to the first live answer. The snapshot has 2.5 MB more: it is worth them from 25 Mbit/s on.
 * Measured in Chromium on two cores, from Python's start on a first visit, with 30 ms of delay where the network is slowed:
 * unthrottled .47 s with it and 1.27 s without, at 20 Mbit/s 4.1 and 4.1 s, at 4 Mbit/s 18.6 and 14.8 s.
 */
const START = { packs: 1.25, snapshot: 0.45 };
const FRUGAL = 1e5; // bits a second: so few that only bytes count

/**
 * @param {Way} way
 * @param {Record<string, Entry>} packs  of the page's manifest
 * @returns {Entry[]}
 */
export function packsOf(way, packs) {
  const library = ['engine', 'wasm', ...LIBRARY[way]].map((name) => packs[name]);
  return way === 'snapshot' ? [...library, ...picturesOf(packs)] : library;
}

/**
 * @param {Record<string, Entry>} packs
 * @returns {Entry[]}
 */
export function picturesOf(packs) {
  return PICTURES.filter((name) => name in packs).map((name) => packs[name]);
}

/**
 * The names of the files that each picture is made from, and fits.
 *
 * @param {Record<string, Entry>} packs
 * @param {Entry[]} posts
 */
export function picturedFiles({ rest: _, snapshot, layer: __, ...packs }, posts) {
  return [Object.values(packs), [snapshot, ...posts]].map((entries) => entries.map(fileName));
}

/**
 * The way on which the first live answer comes first.
 *
 * @param {Record<string, Entry>} packs
 * @param {Circumstances} circumstances
 * @returns {Way}
 */
export function chooseWay(packs, { fits, frugal, speed = Infinity, here }) {
  if (!packs.snapshot || !fits) return 'packs';
  /** @param {Way} way */
  const seconds = (way) => {
    const missing = packsOf(way, packs).filter((entry) => !here.has(fileName(entry)));
    const bytes = missing.reduce((sum, entry) => sum + entry.bytes, 0);
    return START[way] + (8 * bytes) / (frugal ? FRUGAL : speed);
  };
  return seconds('snapshot') <= seconds('packs') ? 'snapshot' : 'packs';
}

/**
 * How fast the network was for files that have come, in bits a second; undefined where they were too few to tell.
 *
 * @param {Pick<PerformanceResourceTiming, 'responseStart' | 'responseEnd' | 'transferSize'>[]} files
 */
export function speedOf(files) {
  const large = files.filter(({ transferSize }) => transferSize >= 20_000);
  const bytes = large.reduce((sum, { transferSize }) => sum + transferSize, 0);
  if (bytes < 100_000) return undefined;
  const milliseconds = covered(large.map(({ responseStart, responseEnd }) => [responseStart, responseEnd]));
  return milliseconds ? (8 * bytes) / (milliseconds / 1000) : undefined;
}

/** How long spans of time are together, where what they share counts once. @param {[start: number, end: number][]} spans */
function covered(spans) {
  let [sum, until] = [0, 0];
  for (const [start, end] of spans.sort(([one], [other]) => one - other)) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}
