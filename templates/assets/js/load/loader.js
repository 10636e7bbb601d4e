// @ts-check
/**
 * Fetches the packs of the runtime, counts every byte and checks each file, so that whatever goes wrong on the way is
 * said here, with the file's name, and not much later by an interpreter that hangs.
 *
 * The packs are gzipped by the build and unpacked here: how much is transferred does not depend on the host.
 *
 * @typedef {{ url: string, bytes: number, raw: number }} Entry  raw: the size when unpacked
 * @typedef {ReadableStream<Uint8Array<ArrayBuffer>>} Bytes
 */
import { heldBytes } from '../base/held.js';
import { fromShelf, offShelf, ontoShelf, tidyShelf } from './kept.js';
import { say } from '../base/words.js';

const PAGE = /^(\xef\xbb\xbf)?\s*</;
const BEGINNING = 64; // bytes
const SLICE = 8; // ms of unpacking at a stretch

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

/** @param {Entry} entry */
export function fileName(entry) {
  return entry.url.split(/[/#]/).at(-1) ?? '';
}

/**
 * Fetches files once each; what arrived stays, what failed is fetched anew when it is asked for again.
 *
 * All of them are read as they come, but unpacked one after the other, as they were asked for: the first is of use
 * already while this thread is busy with the others.
 */
export class Loader {
  /** @param {() => void} onbytes  called as bytes arrive, and when those of a file that failed are gone again */
  constructor(onbytes) {
    this.onbytes = onbytes;
    /** @type {Entry[]} */
    this.expected = [];
    /** @type {Map<string, number>} */
    this.arrived = new Map(); // bytes, by address
    /** @type {Map<string, Uint8Array<ArrayBuffer>[]>} */
    this.unshelved = new Map(); // what was fetched, by address
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {Map<Entry, AbortController>} the files of which bytes are owed */
    this.owed = new Map();
    /** @type {Set<string>} */
    this.failed = new Set();
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve(); // settles when what was last asked for is unpacked; never rejects
  }

  /** Count these from now on; what else is on its way is given up. @param {Entry[]} entries  all that will be asked for */
  expect(entries) {
    this.expected = entries;
    for (const [entry, controller] of this.owed) {
      if (!entries.includes(entry)) controller.abort(failure(entry, `${fileName(entry)} is not needed any more.`));
    }
  }

  /** How many bytes will have arrived. */
  get total() {
    return this.expected.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How many bytes have arrived. */
  get loaded() {
    return this.expected.reduce((sum, { url }) => sum + (this.arrived.get(url) ?? 0), 0);
  }

  /** Whether every byte is here. */
  get complete() {
    return this.loaded === this.total;
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<Uint8Array<ArrayBuffer>>}  unpacked
   */
  bytes(entry) {
    return this.once(entry, (stream) => collect(stream, entry));
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<WebAssembly.Module>}  compiled while it arrives
   */
  module(entry) {
    return this.once(entry, (stream) => compile(stream, entry));
  }

  /** Gives up on every file that is still owed, because nothing has come for `seconds`. @param {number} seconds */
  stall(seconds) {
    for (const [entry, controller] of this.owed) {
      const file = fileName(entry);
      controller.abort(failure(entry, say('{file} stalled: nothing arrived for {seconds} seconds.', { file, seconds })));
    }
  }

  /**
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @returns {Promise<T>}
   */
  once(entry, use) {
    const known = this.files.get(entry.url);
    if (known) return known;
    const file = this.fetch(entry, use, this.last).catch((error) => {
      this.files.delete(entry.url);
      this.failed.add(entry.url);
      throw error;
    });
    this.files.set(entry.url, file);
    this.last = file.catch(() => {});
    return file;
  }

  /**
   * What lies on the shelf is as good as fetched, if it is whole.
   *
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @param {Promise<unknown>} turn  when to unpack it
   * @returns {Promise<T>}
   */
  async fetch(entry, use, turn) {
    const again = this.failed.has(entry.url);
    const kept = again || isHeld(entry) ? undefined : await fromShelf(entry.url);
    if (kept) {
      try {
        return (await this.receive(entry, use, turn, async () => kept)).result;
      } catch {
        await offShelf(entry.url);
      }
    }
    if (isHeld(entry)) await turn; // to take it out of the page is work, too
    const { result, parts } = await this.receive(entry, use, turn, (signal) => open(entry, signal, again));
    if (!isHeld(entry)) this.unshelved.set(entry.url, parts);
    return result;
  }

  /**
   * @template T
   * @param {Entry} entry
   * @param {(stream: Bytes) => Promise<T>} use
   * @param {Promise<unknown>} turn
   * @param {(signal: AbortSignal) => Promise<Bytes>} source
   * @returns {Promise<{ result: T, parts: Uint8Array<ArrayBuffer>[] }>}  parts: as they came
   */
  async receive(entry, use, turn, source) {
    const controller = new AbortController();
    this.owed.set(entry, controller);
    const arrival = new Arrival(entry, (bytes) => this.count(entry, bytes), () => this.owed.delete(entry));
    try {
      const packed = arrival.read(await source(controller.signal));
      await turn;
      const result = await use(arrival.unpack(packed));
      return { result, parts: arrival.parts };
    } catch (error) {
      this.count(entry, -arrival.loaded);
      throw controller.signal.aborted ? controller.signal.reason : (arrival.failure ?? error);
    } finally {
      this.owed.delete(entry);
    }
  }

  /** Keeps what was fetched for the next visit. @param {Entry[]} entries  all that the page names */
  async shelve(entries) {
    if (!this.unshelved.size) return;
    const files = [...this.unshelved];
    this.unshelved.clear();
    await tidyShelf(entries.map(({ url }) => url));
    for (const [url, parts] of files) await ontoShelf(url, parts);
  }

  /**
   * @param {Entry} entry
   * @param {number} bytes
   */
  count({ url }, bytes) {
    this.arrived.set(url, (this.arrived.get(url) ?? 0) + bytes);
    this.onbytes();
  }
}

/** The bytes of one file as they come: counted and looked at, before and after they are unpacked. */
class Arrival {
  /**
   * @param {Entry} entry
   * @param {(bytes: number) => void} onbytes
   * @param {() => void} onarrived  every byte is here; what is made of them may take longer
   */
  constructor(entry, onbytes, onarrived) {
    this.entry = entry;
    this.file = fileName(entry);
    this.onbytes = onbytes;
    this.onarrived = onarrived;
    this.loaded = 0;
    this.unpacked = 0;
    /** @type {number[]} */
    this.first = [];
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.parts = [];
    /** @type {LoadError | undefined} the first thing that was wrong; whoever reads the stream words it differently */
    this.failure = undefined;
  }

  /** Reads all of it, at once and whether it is asked for or not. @param {Bytes} body */
  read(body) {
    return this.watch(body, (chunk) => this.lookAtPacked(chunk), () => this.brokeOff(), Infinity);
  }

  /** @param {Bytes} packed */
  unpack(packed) {
    const unpacked = packed.pipeThrough(new DecompressionStream('gzip'));
    const damaged = () => say('{file} is damaged: it does not unpack.', { file: this.file });
    return this.watch(unpacked, (chunk) => this.lookAtUnpacked(chunk), damaged);
  }

  /**
   * @param {Bytes} stream
   * @param {(chunk?: Uint8Array<ArrayBuffer>) => string | undefined | Promise<string | undefined>} fault  what is wrong with a chunk, or with the end
   * @param {() => string} broken  what it means that the stream itself fails
   * @param {number} ahead  how many chunks are read before they are asked for
   * @returns {Bytes}
   */
  watch(stream, fault, broken, ahead = 1) {
    const reader = stream.getReader();
    const source = {
      pull: async (/** @type {ReadableStreamDefaultController} */ controller) => {
        const part = await reader.read().catch(() => undefined);
        const reason = part ? await fault(part.value) : broken();
        if (reason) {
          this.failure ??= failure(this.entry, reason);
          controller.error(this.failure);
          reader.cancel().catch(() => {});
        } else if (part?.value) controller.enqueue(part.value);
        else controller.close();
      },
      cancel: (/** @type {unknown} */ reason) => reader.cancel(reason),
    };
    return new ReadableStream(source, { highWaterMark: ahead });
  }

  /** @param {Uint8Array<ArrayBuffer>} [chunk] */
  lookAtPacked(chunk) {
    const { file } = this;
    const { bytes } = this.entry;
    if (!chunk) return this.loaded < bytes ? say('{file} was truncated: {some} of {all} bytes arrived.', this.share()) : undefined;
    this.loaded += chunk.length;
    this.parts.push(chunk);
    if (this.loaded === bytes) this.onarrived();
    this.onbytes(chunk.length);
    if (this.first.length < BEGINNING) this.first.push(...chunk.subarray(0, BEGINNING));
    const [one, two = 0x8b] = this.first;
    if (PAGE.test(String.fromCharCode(...this.first))) {
      return say('{file} did not arrive: a web page came instead of the file, perhaps the sign-in page of a network.', { file });
    }
    if (one !== 0x1f || two !== 0x8b) return say('{file} is not the file that was published: its first bytes are wrong.', { file });
    return this.loaded > bytes ? say('{file} is too long: it should have {all} bytes.', this.share()) : undefined;
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
    return { file: this.file, some: count(this.loaded), all: count(this.entry.bytes) };
  }
}

/**
 * @param {Entry} entry
 * @param {AbortSignal} signal
 * @param {boolean} again  whether it failed before: then the browser's own copy may be what is wrong
 * @returns {Promise<Bytes>}
 */
async function open(entry, signal, again) {
  if (isHeld(entry)) return held(entry);
  const file = fileName(entry);
  let response;
  try {
    response = await fetch(entry.url, { signal, cache: again ? 'reload' : 'default' });
  } catch {
    throw failure(entry, say('{file} could not be fetched: the network is gone, or something in between blocked it.', { file }));
  }
  const { status } = response;
  if (status === 404 || status === 410) {
    throw failure(entry, say('{file} is not there any more ({status}). Load the page again: the site may have changed since.', { file, status }));
  }
  if (!response.ok) throw failure(entry, say('{file} could not be fetched: the server answered {status}.', { file, status }));
  if (!response.body) throw failure(entry, say('{file} arrived empty.', { file }));
  return response.body;
}

/** Whether the page itself holds it. @param {Entry} entry */
export function isHeld(entry) {
  return entry.url.startsWith('#');
}

/** A pack that the page itself holds, as it was published. @param {Entry} entry */
export function heldPack(entry) {
  const bytes = heldBytes(document.getElementById(fileName(entry))?.textContent ?? '');
  if (bytes) return bytes;
  throw failure(entry, say('This page was sent in another encoding (UTF-8) than it was written in. Save the page and open it from the disk.'));
}

/** @param {Entry} entry  @returns {Bytes} */
function held(entry) {
  const bytes = heldPack(entry);
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
  const file = fileName(entry);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (/unsafe-eval|Content Security Policy|CSP|disallowed/i.test(why)) {
      throw failure(entry, say('{file} was not compiled: a security policy that the host of this page adds does not allow WebAssembly.', { file }));
    }
    throw failure(entry, say('{file} cannot be compiled by this browser ({why}).', { file, why }));
  }
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
 * @param {Entry} entry
 * @param {string} message  a whole sentence
 */
function failure(entry, message) {
  return new LoadError(fileName(entry), message);
}

/** 1900000 as "1 900 000", with narrow no-break spaces. @param {number} number */
function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
