// @ts-check
/**
 * An edit of a cell's code as a link carries it, `PACKED.DIGEST`: what the reader has put between the first and the last
 * character that are others, compressed, and which text that is an edit of. What a link says is anybody's.
 */
import { say } from '../base/words.js';
import { TAIL } from '../state/meant.js';

const LONGEST = 8000; // characters in a link: longer ones get broken on their way
const LARGEST = 100_000; // bytes of what is unpacked: a few of a link could become as many as one likes
const PACKED = 'deflate-raw';
const FORM = /^([\w-]+)\.([0-9a-f]{8})$/;

/** Tells texts apart: FNV-1a, of 32 bits. It guards against nobody. @param {string} text */
export function digest(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * @param {string} before  the code as it was published
 * @param {string} after
 * @returns {Promise<{ link?: string, why: string }>}  why: a sentence, where there can be no link
 */
export async function written(before, after) {
  const packer = able(() => new CompressionStream(PACKED));
  if (!packer) return { why: say('This browser cannot pack an edit into a link.') };
  const { from, removed, inserted } = difference(before, after);
  const bytes = new TextEncoder().encode(JSON.stringify([from, removed, inserted, digest(after)]));
  if (bytes.length > LARGEST) return { why: tooLong() };
  const packed = await all(through(bytes, packer), LARGEST);
  const link = packed.length > LONGEST ? '' : `${base64url(packed)}.${digest(before)}`; // at its end letters and digits, which no mailer takes off
  return link && link.length <= LONGEST ? { link, why: '' } : { why: tooLong() };
}

/**
 * @param {string} before  the code as it was published
 * @param {string} link
 * @returns {Promise<{ text?: string, why: string }>}  why: a sentence, where the link has no text that can be shown
 */
export async function read(before, link) {
  const [, packed, of] = FORM.exec(link.slice(0, LONGEST + 1).replace(TAIL, '')) ?? [];
  if (!packed || link.length > LONGEST) return { why: damaged() };
  if (of !== digest(before)) return { why: say('The link brings an edit of another version of this code, so it is not shown.') };
  const unpacker = able(() => new DecompressionStream(PACKED));
  if (!unpacker) return { why: say('The link brings an edit of this code, which this browser cannot unpack.') };
  try {
    const bytes = await all(through(bytesOf(packed), unpacker), LARGEST);
    const [from, removed, inserted, whole] = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const text = `${before.slice(0, from)}${inserted}${before.slice(from + removed)}`;
    return digest(text) === whole ? { text: text.replace(/\r\n?/g, '\n'), why: '' } : { why: damaged() }; // as fields have it
  } catch {
    return { why: damaged() };
  }
}

function tooLong() {
  return say('This edit is too long for a link.');
}

function damaged() {
  return say('The link brings an edit of this code, but was cut or damaged on its way.');
}

/**
 * @param {string} before
 * @param {string} after
 */
function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let behind = 0;
  while (behind < shorter - from && before.at(-1 - behind) === after.at(-1 - behind)) behind++;
  return { from, removed: before.length - behind - from, inserted: after.slice(from, after.length - behind) };
}

/**
 * @template T
 * @param {() => T} make
 * @returns {T | null}  null where this browser cannot
 */
function able(make) {
  try {
    return make();
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} change
 */
function through(bytes, change) {
  return new Blob([bytes]).stream().pipeThrough(change);
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {number} most  bytes; more are an error
 */
async function all(stream, most) {
  const reader = stream.getReader();
  /** @type {number[]} */
  const found = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (found.length + part.value.length > most) {
      await reader.cancel();
      throw new RangeError();
    }
    for (const byte of part.value) found.push(byte);
  }
  return Uint8Array.from(found);
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}
