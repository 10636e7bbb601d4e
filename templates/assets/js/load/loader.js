// @ts-check
/**
 * Fetches what the page's bill names, counts every byte and checks each file, so that whatever goes wrong on the way is
 * said here, with the file's name, and not much later by an interpreter that hangs.
 *
 * The packs are gzipped by the build and unpacked here: how much is transferred does not depend on the host.
 *
 * @typedef {import('./plan.js').Entry} Entry
 * @typedef {import('./plan.js').Part} Part
 * @typedef {ReadableStream<Uint8Array<ArrayBuffer>>} Bytes
 */
import { heldBytes } from '../base/held.js';
import { fromShelf, offShelf, ontoShelf, tidyShelf } from './kept.js';
import { bytesOf, fileName } from './plan.js';
import { say } from '../base/words.js';

/** Seconds without a byte while bytes are owed. */
export const STALL = 10;
/** Seconds; time is counted in ticks, so that a page that was frozen, or slept, has not stalled. */
export const TICK = 0.5;

const PAGE = /^(\xef\xbb\xbf)?\s*</;
const BEGINNING = 64; // bytes
const SLICE = 8; // ms of unpacking at a stretch
const PIECE = 2 ** 16; // bytes that are unpacked at once: what comes may be far more, 30 ms of work

/** A load that failed. The message is a whole sentence that names the file. */
export class LoadError extends Error {
  /**
   * @param {string} file  "" when it is not about one file
   * @param {string} message
   */
  constructor(file, message) {
    super(message);
    this.file = file;
  }
}

/** Nobody wants the file any more: nothing is wrong with it. */
class Released extends LoadError {}

/** @param {Part} part */
function released(part) {
  const file = fileName(part);
  return new Released(file, `${file} is not needed any more.`);
}

/**
 * Fetches entries once each, for all services; what arrived stays, what failed is fetched anew when it is asked for again.
 *
 * All of them are read as they come, but unpacked one after the other, as they were asked for: the first is of use
 * already while this thread is busy with the others.
 */
export class Loader {
  constructor() {
    /** @type {Set<Claim>} */
    this.claims = new Set();
    /** @type {Map<string, number>} */
    this.arrived = new Map(); // bytes, by name
    /** @type {Map<string, Uint8Array<ArrayBuffer>[]>} */
    this.unshelved = new Map(); // what was fetched, by the address of its file
    /** @type {Set<string>} */
    this.unkept = new Set(); // entries for which the shelf has had no room
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {Map<Entry, Arrival>} those of which bytes are owed */
    this.owed = new Map();
    /** @type {Set<string>} */
    this.failed = new Set();
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve(); // settles when what was last asked for is unpacked; never rejects
  }

  /**
   * @param {Entry[]} entries  all that the claimant will ask for
   * @param {() => void} [onbytes]  called as bytes of these arrive, and when those of a file that failed are gone again
   */
  claim(entries, onbytes = () => {}) {
    const claim = new Claim(this, entries, onbytes);
    this.claims.add(claim);
    return claim;
  }

  /** @param {Entry} entry @returns {Claim[]} */
  claimsOf({ name }) {
    return [...this.claims].filter(({ entries }) => entries.some((entry) => entry.name === name));
  }

  /**
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @returns {Promise<T>}
   */
  once(entry, use) {
    const known = this.files.get(entry.name);
    if (known) return known;
    const file = this.fetch(entry, use, this.last).catch((error) => {
      this.files.delete(entry.name);
      if (!(error instanceof Released)) this.failed.add(entry.name);
      throw error;
    });
    this.files.set(entry.name, file);
    this.last = file.catch(() => {});
    return file;
  }

  /**
   * What lies on the shelf is as good as fetched; what is damaged there is thrown away, and fetched.
   *
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @param {Promise<unknown>} turn  when to unpack it
   * @param {Part[]} trusted  what may lie on the shelf
   * @returns {Promise<T>}
   */
  async fetch(entry, use, turn, trusted = entry.parts) {
    const again = this.failed.has(entry.name);
    const held = isHeld(entry);
    const kept = held ? [] : await Promise.all(entry.parts.map((part) => (trusted.includes(part) ? fromShelf(part.url) : undefined)));
    if (!this.claimsOf(entry).length) throw released(entry.parts[0]); // meanwhile
    if (held) await turn; // to take it out of the page is work, too
    const source = async (/** @type {Part} */ part, /** @type {AbortSignal} */ signal) => {
      return kept[entry.parts.indexOf(part)] ?? open(part, signal, again);
    };
    try {
      return await this.receive(entry, use, turn, source, held ? [] : entry.parts.filter((_, index) => !kept[index]));
    } catch (error) {
      if (error instanceof Released) throw error;
      const damaged = await dropDamaged(entry.parts.filter((_, index) => kept[index]));
      if (!damaged.length) throw error;
      return this.fetch(entry, use, turn, trusted.filter((part) => !damaged.includes(part)));
    }
  }

  /**
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @param {Promise<unknown>} turn
   * @param {(part: Part, signal: AbortSignal) => Promise<Bytes>} source
   * @param {Part[]} fetched  those to be kept for the next visit, once they are whole
   * @returns {Promise<T>}
   */
  async receive(entry, use, turn, source, fetched) {
    const arrival = new Arrival(entry, (bytes) => this.count(entry, bytes), () => this.owed.delete(entry));
    /** @type {Map<Part, Promise<boolean>>} */
    const checks = new Map(); // begun as each part is here, while others come or are unpacked
    /** @type {Promise<void>[]} */
    const kept = []; // what cannot be checked is not kept, and told by its failure
    if (entry.when === 'asked') {
      arrival.onpart = (part, chunks) => {
        const whole = isWhole(part, chunks);
        whole.catch(() => {}); // told below
        checks.set(part, whole);
        if (entry.offered && fetched.includes(part)) kept.push(this.keepNow(entry, part, chunks, whole).catch(() => {}));
      };
    }
    this.owed.set(entry, arrival);
    try {
      const packed = await arrival.read(source);
      await turn;
      const result = await use(arrival.unpack(packed));
      await verify(checks);
      if (!entry.offered) this.keep(arrival, fetched);
      return result;
    } catch (error) {
      await Promise.all(kept); // how much is here is looked at next
      this.count(entry, -arrival.loaded);
      if (arrival.failure instanceof Released && !entry.offered) this.keep(arrival, fetched);
      throw arrival.failure ?? error;
    } finally {
      this.owed.delete(entry);
    }
  }

  /**
   * @param {Arrival} arrival
   * @param {Part[]} fetched
   */
  keep({ whole }, fetched) {
    for (const [part, chunks] of whole) if (fetched.includes(part)) this.unshelved.set(part.url, chunks);
  }

  /**
   * What a reader asked for is kept part by part: neither a lost connection nor a reload costs those that had come.
   *
   * @param {Entry} entry
   * @param {Part} part
   * @param {Uint8Array<ArrayBuffer>[]} chunks  of it
   * @param {Promise<boolean>} whole
   */
  async keepNow(entry, part, chunks, whole) {
    if (!(await whole) || (await ontoShelf(part.url, chunks))) return;
    this.unkept.add(entry.name);
    this.count(entry, 0);
  }

  /** Keeps what was fetched for the next visit. @param {string} [kept]  the address of the site's bill */
  async shelve(kept) {
    if (!this.unshelved.size || !kept) return;
    const files = [...this.unshelved];
    this.unshelved.clear();
    await tidyShelf(kept);
    for (const [url, chunks] of files) await ontoShelf(url, chunks);
  }

  /**
   * @param {Entry} entry
   * @param {number} bytes
   */
  count(entry, bytes) {
    const { name } = entry;
    this.arrived.set(name, (this.arrived.get(name) ?? 0) + bytes);
    for (const { onbytes } of this.claimsOf(entry)) onbytes();
  }
}

/** What one consumer wants: counted for it alone, and given up only when no other wants it either. */
export class Claim {
  /**
   * @param {Loader} loader
   * @param {Entry[]} entries
   * @param {() => void} onbytes
   */
  constructor(loader, entries, onbytes) {
    this.loader = loader;
    this.entries = entries;
    this.onbytes = onbytes;
  }

  /** How many bytes will have arrived. */
  get total() {
    return this.entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  }

  /** How many bytes have arrived. */
  get loaded() {
    return this.entries.reduce((sum, { name }) => sum + (this.loader.arrived.get(name) ?? 0), 0);
  }

  /** Whether every byte is here. */
  get complete() {
    return this.loaded === this.total;
  }

  /** Those of its entries of which bytes are owed. */
  get owed() {
    const names = new Set(this.entries.map(({ name }) => name));
    return [...this.loader.owed.values()].filter(({ entry }) => names.has(entry.name));
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<Uint8Array<ArrayBuffer>>}  unpacked
   */
  bytes(entry) {
    return this.loader.once(entry, (stream) => collect(stream, entry));
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<WebAssembly.Module>}  compiled while it arrives
   */
  module(entry) {
    return this.loader.once(entry, (stream) => compile(stream, entry));
  }

  /**
   * A file to be given away: it does not stay here.
   *
   * @param {Entry} entry
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async take(entry) {
    const bytes = await this.bytes(entry);
    this.loader.files.delete(entry.name);
    this.loader.arrived.delete(entry.name);
    return bytes;
  }

  /** Gives up on every file that is still owed, because nothing has come for `seconds`. @param {number} seconds */
  stall(seconds) {
    for (const arrival of this.owed) {
      const { part, file } = arrival;
      arrival.giveUp(failure(part, say('{file} stalled: nothing arrived for {seconds} seconds.', { file, seconds })));
    }
  }

  /** The claimant wants nothing more. */
  release() {
    const { owed } = this;
    this.loader.claims.delete(this);
    for (const arrival of owed) {
      if (!this.loader.claimsOf(arrival.entry).length) arrival.giveUp(released(arrival.part));
    }
  }
}


/** The bytes of one entry as they come, part after part: counted and looked at, before and after they are unpacked. */
class Arrival {
  /**
   * @param {Entry} entry
   * @param {(bytes: number) => void} onbytes
   * @param {() => void} onarrived  every byte is here; what is made of them may take longer
   */
  constructor(entry, onbytes, onarrived) {
    this.entry = entry;
    this.onbytes = onbytes;
    this.onarrived = onarrived;
    /** @type {(part: Part, chunks: Uint8Array<ArrayBuffer>[]) => void} */
    this.onpart = () => {}; // all bytes of a part are here
    this.controller = new AbortController();
    this.part = entry.parts[0]; // which is on its way
    this.loaded = 0; // bytes of all parts
    this.come = 0; // bytes of this one
    this.unpacked = 0;
    /** @type {number[]} */
    this.first = []; // bytes of this part
    /** @type {Uint8Array<ArrayBuffer>[][]} */
    this.chunks = []; // of each part, as they came
    /** @type {LoadError | undefined} the first thing that was wrong; whoever reads the stream words it differently */
    this.failure = undefined;
  }

  get file() {
    return fileName(this.part);
  }

  /** The parts of which every byte is here. @returns {[Part, Uint8Array<ArrayBuffer>[]][]} */
  get whole() {
    const parts = this.entry.parts.slice(0, this.chunks.length - (this.come < this.part.bytes ? 1 : 0));
    return parts.map((part, index) => [part, this.chunks[index]]);
  }

  /** @param {LoadError} why */
  giveUp(why) {
    this.failure ??= why;
    this.controller.abort(this.failure);
  }

  /**
   * Reads all of it, at once and whether it is asked for or not.
   *
   * @param {(part: Part, signal: AbortSignal) => Promise<Bytes>} source
   */
  async read(source) {
    let [part, ...left] = this.entry.parts;
    let reader = await this.open(part, source);
    const parts = {
      read: async () => {
        let chunk = await reader.read();
        while (chunk.done && left.length && !this.lookAtPacked()) {
          [part, ...left] = left;
          reader = await this.open(part, source);
          chunk = await reader.read();
        }
        return chunk;
      },
      cancel: (/** @type {unknown} */ reason) => reader.cancel(reason),
    };
    return this.watch(parts, (chunk) => this.lookAtPacked(chunk), () => this.brokeOff(), Infinity);
  }

  /**
   * @param {Part} part
   * @param {(part: Part, signal: AbortSignal) => Promise<Bytes>} source
   */
  async open(part, source) {
    this.part = part;
    this.come = 0;
    this.first = [];
    this.chunks.push([]);
    try {
      return (await source(part, this.controller.signal)).getReader();
    } catch (error) {
      if (error instanceof LoadError) this.failure ??= error;
      throw error;
    }
  }

  /** @param {Bytes} packed */
  unpack(packed) {
    const unpacked = packed.pipeThrough(inPieces()).pipeThrough(new DecompressionStream('gzip'));
    const damaged = () => say('{file} is damaged: it does not unpack.', { file: this.file });
    return this.watch(unpacked.getReader(), (chunk) => this.lookAtUnpacked(chunk), damaged);
  }

  /**
   * @param {Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'>} reader
   * @param {(chunk?: Uint8Array<ArrayBuffer>) => string | undefined | Promise<string | undefined>} fault  what is wrong with a chunk, or with the end
   * @param {() => string} broken  what it means that the stream itself fails
   * @param {number} ahead  how many chunks are read before they are asked for
   * @returns {Bytes}
   */
  watch(reader, fault, broken, ahead = 1) {
    const source = {
      pull: async (/** @type {ReadableStreamDefaultController} */ controller) => {
        const part = await reader.read().catch(() => undefined);
        const reason = part ? await fault(part.value) : broken();
        if (reason) {
          this.failure ??= failure(this.part, reason);
          controller.error(this.failure);
          reader.cancel().catch(() => {});
        } else if (part?.value) controller.enqueue(part.value);
        else controller.close();
      },
      cancel: (/** @type {unknown} */ reason) => reader.cancel(reason),
    };
    return new ReadableStream(source, { highWaterMark: ahead });
  }

  /** @param {Uint8Array<ArrayBuffer>} [chunk]  none at the end of a part */
  lookAtPacked(chunk) {
    const { file, part } = this;
    if (!chunk) return this.come < part.bytes ? say('{file} was truncated: {some} of {all} bytes arrived.', this.share()) : undefined;
    this.loaded += chunk.length;
    this.come += chunk.length;
    this.chunks.at(-1)?.push(chunk);
    if (this.come === part.bytes) this.onpart(part, this.chunks.at(-1) ?? []);
    if (this.loaded === bytesOf(this.entry)) this.onarrived();
    this.onbytes(chunk.length);
    if (this.first.length < BEGINNING) this.first.push(...chunk.subarray(0, BEGINNING));
    if (PAGE.test(String.fromCharCode(...this.first))) {
      return say('{file} did not arrive: a web page came instead of the file, perhaps the sign-in page of a network.', { file });
    }
    const [one, two = 0x8b] = this.first;
    const isGzip = this.chunks.length > 1 || (one === 0x1f && two === 0x8b);
    if (!isGzip) return say('{file} is not the file that was published: its first bytes are wrong.', { file });
    return this.come > part.bytes ? say('{file} is too long: it should have {all} bytes.', this.share()) : undefined;
  }

  /** @param {Uint8Array} [chunk] */
  async lookAtUnpacked(chunk) {
    await breath();
    this.unpacked += chunk?.length ?? 0;
    const wrong = chunk ? this.unpacked > this.entry.raw : this.unpacked < this.entry.raw;
    return wrong ? say('{file} is not the file that was published: it unpacks to another length.', { file: this.file }) : undefined;
  }

  brokeOff() {
    return say('{file} broke off: {some} of {all} bytes had arrived.', this.share());
  }

  share() {
    return { file: this.file, some: count(this.come), all: count(this.part.bytes) };
  }
}

/** @param {Map<Part, Promise<boolean>>} checks */
async function verify(checks) {
  for (const [part, whole] of checks) {
    if (await whole) continue;
    throw failure(part, say('{file} is not the file that was published: its checksum is wrong.', { file: fileName(part) }));
  }
}

/**
 * Takes off the shelf what is not, or no longer, the file that was published.
 *
 * @param {Part[]} parts
 * @returns {Promise<Part[]>}  those that were taken off
 */
async function dropDamaged(parts) {
  const damaged = [];
  for (const part of parts) {
    const bytes = await new Response(await fromShelf(part.url)).arrayBuffer().catch(() => new ArrayBuffer(0));
    if (await isWhole(part, [new Uint8Array(bytes)])) continue;
    damaged.push(part);
    await offShelf(part.url);
  }
  return damaged;
}

/**
 * Where the page is not secure there is no digest: then the checksum counts that gzip has, which is looked at.
 *
 * @param {Part} part
 * @param {Uint8Array<ArrayBuffer>[]} chunks
 */
async function isWhole(part, chunks) {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined(chunks)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === part.sha256;
}

/**
 * A blob would join them, too, by a detour through the browser's own process, which takes several times as long.
 *
 * @param {Uint8Array<ArrayBuffer>[]} chunks
 */
function joined(chunks) {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
  return whole;
}

/**
 * @param {Part} part
 * @param {AbortSignal} signal
 * @param {boolean} again  whether it failed before: then the browser's own copy may be what is wrong
 * @returns {Promise<Bytes>}
 */
async function open(part, signal, again) {
  if (part.url.startsWith('#')) return held(part);
  const file = fileName(part);
  let response;
  try {
    response = await fetch(part.url, { signal, cache: again ? 'reload' : 'default' });
  } catch {
    throw failure(part, say('{file} could not be fetched: the network is gone, or something in between blocked it.', { file }));
  }
  const { status } = response;
  if (status === 404 || status === 410) {
    throw failure(part, say('{file} is not there any more ({status}). Load the page again: the site may have changed since.', { file, status }));
  }
  if (!response.ok) throw failure(part, say('{file} could not be fetched: the server answered {status}.', { file, status }));
  if (!response.body) throw failure(part, say('{file} arrived empty.', { file }));
  return response.body;
}

/** Whether the page itself holds it. @param {Entry} entry */
export function isHeld({ parts: [{ url }] }) {
  return url.startsWith('#');
}

/** A file that the page itself holds, as it was published. @param {Part} part */
export function heldPart(part) {
  const bytes = heldBytes(document.getElementById(fileName(part))?.textContent ?? '');
  if (bytes) return bytes;
  throw failure(part, say('This page was sent in another encoding (UTF-8) than it was written in. Save the page and open it from the disk.'));
}

/** @param {Part} part  @returns {Bytes} */
function held(part) {
  const bytes = heldPart(part);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/**
 * @param {Bytes} stream  of exactly the length that the entry says
 * @param {Entry} entry
 */
async function collect(stream, entry) {
  const bytes = new Uint8Array(entry.raw);
  const reader = stream.getReader();
  let filled = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, filled);
    filled += part.value.length;
  }
  return bytes;
}

/**
 * @param {Bytes} stream
 * @param {Entry} entry
 */
async function compile(stream, entry) {
  const response = new Response(stream, { headers: { 'Content-Type': 'application/wasm' } });
  const [part] = entry.parts;
  const file = fileName(part);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (/unsafe-eval|Content Security Policy|CSP|disallowed/i.test(why)) {
      throw failure(part, say('{file} was not compiled: a security policy that the host of this page adds does not allow WebAssembly.', { file }));
    }
    throw failure(part, say('{file} cannot be compiled by this browser ({why}).', { file, why }));
  }
}

/** @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */
function inPieces() {
  return new TransformStream({
    transform(chunk, controller) {
      for (let at = 0; at < chunk.length; at += PIECE) controller.enqueue(chunk.subarray(at, at + PIECE));
    },
  });
}

let breathed = 0; // when this thread last did

/**
 * A chain of promises keeps everything else waiting, such as a worker that wants to start, or the reader: this lets it in,
 * now and then. A timer would do so, too, but after 4 ms.
 */
async function breath() {
  if (performance.now() < breathed + SLICE) return;
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
  port1.close();
  breathed = performance.now();
}

/**
 * @param {Part} part
 * @param {string} message  a whole sentence
 */
function failure(part, message) {
  return new LoadError(fileName(part), message);
}

/** 1900000 as "1 900 000", with narrow no-break spaces. @param {number} number */
function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
