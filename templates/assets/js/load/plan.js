// @ts-check
/**
 * What of the page's bill is loaded, and what Python comes out of: a snapshot of itself, or the packs that it is started
 * from, which are smaller. Pure.
 *
 * @typedef {'snapshot' | 'packs'} Way
 * @typedef {{ url: string, bytes: number, sha256: string }} Part  a file of an entry
 *
 * @typedef {object} Entry  something that the page may load; its parts are one gzip
 * @property {string} name
 * @property {'worker' | 'wasm' | 'files' | 'libraries' | 'picture' | 'package'} kind  how it is handed over
 * @property {string} service  whose it is: that of the figures, one of the site's, or all
 * @property {'start' | 'import' | 'asked'} when  it is wanted
 * @property {Way} [way]  of starting that wants it; both, where there is none
 * @property {boolean} travels  whether it is in an offline copy
 * @property {boolean} [offered]  it is fetched only where the reader asks for it; no parts where the site has none
 * @property {number} raw  bytes when unpacked
 * @property {Part[]} parts
 *
 * @typedef {object} Circumstances
 * @property {boolean} fits  whether this browser can restore a snapshot
 * @property {boolean} frugal  the reader asks to spare the network
 * @property {number} [speed]  of the network, in bits a second, where it is known
 * @property {Set<string>} here  the names of the files that this device has already
 */
/**
 * Seconds from the last byte to the first live answer. The snapshot has 2.5 MB more: it is worth them from 25 Mbit/s on.
 * Measured in Chromium on two cores, from Python's start on a first visit, with 30 ms of delay where the network is slowed:
 * unthrottled .47 s with it and 1.27 s without, at 20 Mbit/s 4.1 and 4.1 s, at 4 Mbit/s 18.6 and 14.8 s.
 */
const START = { packs: 1.25, snapshot: 0.45 };
const FRUGAL = 1e5; // bits a second: so few that only bytes count

/**
 * What a service is started from on a way, in the order in which it is of use: pictures of the memory come last.
 *
 * @param {Entry[]} bill
 * @param {Way} way
 * @param {string} [service]
 */
export function startedFrom(bill, way, service = 'figures') {
  return bill.filter((entry) => entry.when === 'start' && [service, 'all'].includes(entry.service) && (entry.way ?? way) === way);
}

/** The name of a part's file. @param {Part} part */
export function fileName({ url }) {
  return url.split(/[/#]/).at(-1) ?? '';
}

/** @param {Entry} entry  @returns {number}  to be transferred */
export function bytesOf(entry) {
  return entry.parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * The way on which the first live answer comes first.
 *
 * @param {Entry[]} bill
 * @param {Circumstances} circumstances
 * @returns {Way}
 */
export function chooseWay(bill, { fits, frugal, speed = Infinity, here }) {
  if (!fits || !bill.some(({ way }) => way === 'snapshot')) return 'packs';
  /** @param {Way} way */
  const seconds = (way) => {
    const missing = startedFrom(bill, way).flatMap(({ parts }) => parts).filter((part) => !here.has(fileName(part)));
    const bytes = missing.reduce((sum, part) => sum + part.bytes, 0);
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
