// @ts-check
/**
 * Calls whose results come in parts: who shows them, what is here of each, and the asking for more. A step is asked for
 * once the one before is made, so that other calls of the service come between.
 *
 * @typedef {import('./needs.js').Call} Call
 * @typedef {import('./needs.js').Bringing} Bringing
 * @typedef {{ text: string, buffers: Uint8Array<ArrayBuffer>[] }} Part  all that is known by then
 *
 * @typedef {object} Stream
 * @property {Call} call
 * @property {Part} [part]  the last
 * @property {number} count  of the parts that were handed over after the first
 * @property {boolean} more  is to come
 * @property {number} [done]  how much of it is done, from 0 to 1, where that is known
 * @property {number} [reached]  how much was when the last part was made
 * @property {boolean} paused  by the reader
 * @property {string} failed  why no more come: whole sentences, or ''
 * @property {boolean} running
 * @property {Set<string>} holders  who show it
 */

const MOST = 4; // of which something is kept

/** @param {Stream} stream */
const goesOn = ({ more, holders, paused, failed }) => more && holders.size > 0 && !paused && !failed;

export class Streams {
  /** @type {Map<string, Stream>} */
  #known = new Map(); // by call; the one shown last stands last

  /**
   * @param {object} tell
   * @param {(call: Call, progress: (done: number) => void, signal?: AbortSignal) => Promise<{ part?: Part, more: boolean }>} tell.ask
   *   for the next step, which may be no part; rejects with whole sentences
   * @param {(call: Call, part: Part) => Promise<void>} tell.keep  hands a part to those who show it
   * @param {() => void} tell.grown  there is more to be shown
   * @param {() => void} tell.changed  how far one is, or whether it goes on
   */
  constructor(tell) {
    this.tell = tell;
  }

  /**
   * What is here of a call, and if need be its first part.
   *
   * @param {Call} call
   * @param {(how: Partial<Bringing>) => void} tell
   * @param {AbortSignal} signal  gives it up
   * @returns {Promise<Part>}
   */
  async here(call, tell, signal) {
    const stream = this.#of(call);
    while (!stream.part) await this.#next(stream, (done) => tell({ done }), signal);
    return /** @type {Part} */ (stream.part);
  }

  /**
   * More comes of those that somebody shows, and of no others.
   *
   * @param {string} holder
   * @param {Call[]} calls  that it shows, and no others any more
   */
  follow(holder, calls) {
    const shown = calls.map((call) => this.#of(call));
    for (const stream of this.#known.values()) {
      if (shown.includes(stream)) stream.holders.add(holder);
      else stream.holders.delete(holder);
    }
    for (const stream of shown) void this.#run(stream);
    this.#forget();
    this.tell.changed();
  }

  /** @param {string} holder  @returns {Stream | undefined}  the first that it shows of which more are to come */
  of(holder) {
    return [...this.#known.values()].find(({ holders, more }) => more && holders.has(holder));
  }

  /** How many more parts have come of what it shows. @param {string} holder */
  count(holder) {
    return [...this.#known.values()].reduce((sum, { holders, count }) => sum + (holders.has(holder) ? count : 0), 0);
  }

  /** The reader has enough for now: what is here stays. @param {string} holder @returns {boolean}  whether any went on */
  pause(holder) {
    const stream = this.of(holder);
    if (!stream || stream.paused) return false;
    stream.paused = true;
    this.tell.changed();
    return true;
  }

  /** @param {string} holder @returns {boolean}  whether it does not go on by itself */
  resume(holder) {
    const stream = this.of(holder);
    if (!stream || (!stream.paused && !stream.failed)) return false;
    stream.paused = false;
    stream.failed = '';
    void this.#run(stream);
    this.tell.changed();
    return true;
  }

  /** @param {Call} call */
  #of(call) {
    const key = JSON.stringify(call);
    const known = this.#known.get(key) ?? { call, count: 0, more: true, paused: false, failed: '', running: false, holders: new Set() };
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  /** @param {Stream} stream */
  async #run(stream) {
    if (stream.running || !goesOn(stream)) return;
    stream.running = true;
    let handed = Promise.resolve(); // while one is drawn, the next is made
    try {
      while (goesOn(stream)) {
        const part = await this.#next(stream, () => this.tell.changed());
        if (!part) continue;
        await handed;
        handed = this.#hand(stream, part);
        handed.catch(() => {}); // told below
      }
      await handed;
    } catch (error) {
      stream.failed = /** @type {Error} */ (error).message;
    }
    stream.running = false;
    this.tell.changed();
    void this.#run(stream); // the reader may have changed their mind meanwhile
  }

  /**
   * The next part, if one was made. A service that was ended, or has had others to do, begins anew: what it makes until
   * it is as far as it was is less than what is here.
   *
   * @param {Stream} stream
   * @param {(done: number) => void} progress
   * @param {AbortSignal} [signal]
   */
  async #next(stream, progress, signal) {
    const told = (/** @type {number} */ done) => {
      stream.done = done;
      progress(done);
    };
    const { part, more } = await this.tell.ask(stream.call, told, signal);
    stream.more = more;
    if (!part || (more && (stream.done ?? 0) < (stream.reached ?? 0))) return undefined;
    stream.reached = stream.done;
    stream.part = part;
    return part;
  }

  /**
   * @param {Stream} stream
   * @param {Part} part
   */
  async #hand(stream, part) {
    await this.tell.keep(stream.call, part);
    stream.count += 1;
    this.tell.grown();
  }

  #forget() {
    for (const [key, { holders, running }] of this.#known) {
      if (this.#known.size > MOST && !holders.size && !running) this.#known.delete(key);
    }
  }
}
