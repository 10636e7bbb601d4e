// @ts-check
/**
 * Figures, as the page asks for them: their service is asked, and what a state needs is brought to it first.
 *
 * @typedef {import('./services.js').Services} Services
 * @typedef {import('./service.js').Status} Status
 * @typedef {import('./needs.js').Need} Need
 * @typedef {import('./needs.js').Call} Call
 * @typedef {import('./needs.js').Bringing} Bringing
 *
 * @typedef {Record<string, number | string>} Values  of controls, by name
 * @typedef {'wide' | 'narrow'} Width
 * @typedef {Record<string, { value: string, text: string, unit: string, pinned: string }>} Readouts
 *
 * @typedef {object} Question  what a figure shows for a state
 * @property {Values} state  what is left out is at its default
 * @property {Values | null} [pin]  the state that is pinned behind it, if any; its view choices do not count
 * @property {string[]} widths  "wide", "narrow" or both, each once
 * @property {number} [part]  how many parts had come of what comes in parts
 * @property {number | null} [place]  then the answer holds a look at it for each width
 * @property {boolean} [table]  false: the answer has none
 *
 * @typedef {object} LookQuestion  what is read off at one place: `x`, `place`, or `place` and `marks` from it
 * @property {Values} state
 * @property {Values | null} [pin]
 * @property {string} width
 * @property {number} [x]  in the drawing's units
 * @property {number} [place]  from 1; beyond the last means the last
 * @property {1 | -1} [marks]
 *
 * @typedef {object} Note
 * @property {string} text
 * @property {string} link  the words of a link that sets the controls in `state`, or ""
 * @property {Values} state
 *
 * @typedef {object} Look
 * @property {number} place
 * @property {number} last
 * @property {number} x  in the drawing's units
 * @property {string} overlay  an svg element of the drawing's size
 * @property {Readouts} readouts  of the probe's outputs
 * @property {string} sentence
 * @property {number | null} row  in the table's body, from 0
 *
 * @typedef {object} Answer  as explorable/answer.py gives it
 * @property {Values} state
 * @property {Record<string, string>} drawings
 * @property {Readouts} readouts
 * @property {Record<string, string>} clauses  of the page's text
 * @property {Record<string, string>} handouts  texts to take along
 * @property {Record<string, string>} controls
 * @property {string} sentence
 * @property {Note[]} notes
 * @property {string | null} table
 * @property {Record<string, Look>} looks  by width; empty unless a place was asked for
 * @property {Call[]} streams  what it is made of and comes in parts
 *
 * @typedef {object} DownloadQuestion
 * @property {Values} state
 * @property {Values | null} [pin]
 * @property {string} download  its name
 *
 * @typedef {{ pieces: string[], said: string }} Download  a file's text, which may be long, and what is said of it: sentences
 *
 * @typedef {'answer' | 'look' | 'table' | 'download'} Wanted
 */
import { Stopped } from './interpreter.js';
import { Needs, Overtaken } from './needs.js';
import { Streams } from './streams.js';
import { LoadError } from '../load/loader.js';
import { chosen } from '../state/chosen.js';
import { say } from '../base/words.js';

const PACE = 200; // ms between two reports of how much has been brought
const ROUNDS = 8; // of bringing for one question: a figure that goes on to need more does not come to an end
const RESULTS = 8; // of services, which are kept: figures' Python may have to start again

/** Where the site's own modules lie. */
const OURS = /\/(posts|services)\//g;

export { Overtaken, Stopped };

/** What a figure's or a service's Python raised. `detail` is the traceback, of the author's own frames. */
class FigureError extends Error {
  /**
   * @param {string} message  a whole sentence
   * @param {string} detail
   */
  constructor(message, detail) {
    super(message);
    this.detail = detail;
  }
}

/** Nothing is fetched before `start` or `ask`. @param {Services} services  of the page */
export function createPython(services) {
  return new Python(services);
}

class Python {
  /** @param {Services} services */
  constructor(services) {
    this.manifest = services.manifest;
    this.services = services;
    /** @type {Map<string, { text: string, buffers: Uint8Array<ArrayBuffer>[] }>} */
    this.results = new Map(); // of calls; the newest stands last
    this.started = false;
    this.downloads = 0; // that were begun
    /** @type {Set<() => void>} */
    this.waiters = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.report = undefined;
    /** @type {Map<string, Needs>} */
    this.needsOf = new Map(); // by service
    /** @type {Set<() => void>} */
    this.shows = new Set();
    this.streams = new Streams({
      ask: (call, progress, signal) => this.next(call, progress, signal),
      keep: (call, part) => this.keep('figures', call, part),
      grown: () => this.shows.forEach((listener) => listener()),
      changed: () => this.waitingChanged(),
    });
    /** @type {Map<string, AbortController>} */
    this.stops = new Map(); // of what was asked last, by who asks: nothing more is brought for it
  }

  /** What is brought to a service. @param {string} service */
  needs(service) {
    const known = this.needsOf.get(service);
    if (known) return known;
    const needs = new Needs((need, tell, signal) => this.bring(service, need, tell, signal), () => this.waitingChanged());
    this.needsOf.set(service, needs);
    return needs;
  }

  get figures() {
    return this.services.get('figures');
  }

  /** Of the figures' service. */
  get status() {
    return this.figures.status;
  }

  /** Starts to load, unless that was done. What comes of it is in the status. */
  start() {
    if (this.started) return;
    this.started = true;
    void this.services.offers.look().then(() => this.waitingChanged());
    this.services.start();
  }

  /** Starts again after a failure; files that arrived are kept. */
  retry() {
    this.figures.retry();
  }

  /**
   * Ends what a figure waits for: what is brought for it, else what Python has computed for long, else what comes in
   * parts, in the order of its status line. Python starts again by itself; what waited behind is computed then.
   *
   * @param {string} post
   * @param {string} figure
   */
  stop(post, figure) {
    const holder = holderOf(post, figure, 'answer');
    if (this.needs('figures').stop(holder)) return;
    const asked = this.stops.get(holder);
    const { computing } = this.status;
    if (computing === figure || (computing && asked)) return this.figures.stop();
    if (!this.streams.pause(holder)) asked?.abort(); // Python is about to say what is to be brought
  }

  /**
   * What is brought for a figure now: where that is a service's, what this waits for goes before.
   *
   * @param {string} post
   * @param {string} figure
   */
  bringing(post, figure) {
    const found = this.needs('figures').of(holderOf(post, figure, 'answer'));
    if (!found || !('service' in found.need)) return found;
    return this.needs(found.need.service).of(JSON.stringify(found.need)) ?? found;
  }

  /** What a figure shows only a part of. @param {string} post @param {string} figure */
  streaming(post, figure) {
    return this.streams.of(holderOf(post, figure, 'answer'));
  }

  /** How many parts have come of what it shows. @param {string} post @param {string} figure */
  parts(post, figure) {
    return this.streams.count(holderOf(post, figure, 'answer'));
  }

  /** The reader wants the file that a figure waits for, or what is still to come. @param {string} post @param {string} figure */
  fetch(post, figure) {
    if (this.streams.resume(holderOf(post, figure, 'answer'))) return;
    const found = this.bringing(post, figure);
    if (found && 'data' in found.need) this.services.offers.accept(found.need.data);
  }

  /** Not now. @param {string} post @param {string} figure */
  pause(post, figure) {
    const found = this.bringing(post, figure);
    if (found && 'data' in found.need) this.services.offers.pause(found.need.data);
  }

  /** Takes what the reader has asked for off the shelf. */
  async forget() {
    await this.services.offers.forget();
    this.waitingChanged();
  }

  /** How many bytes of that there are on the shelf. */
  get keptOffers() {
    return [...this.services.offers.kept.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @param {() => void} listener  called with every change of the figures' service, from now on */
  onstatus(listener) {
    this.services.onstatus((name) => name === 'figures' && listener());
  }

  /** @param {() => void} listener  called now and then as things are brought, and when the waiting for them ends */
  onbringing(listener) {
    this.waiters.add(listener);
  }

  /** @param {() => void} listener  called whenever there is more of what figures show in parts */
  onpart(listener) {
    this.shows.add(listener);
  }

  /**
   * What a figure shows for a state. Starts Python if need be, and waits for it.
   *
   * @param {string} post
   * @param {string} figure
   * @param {Question} question
   * @param {AbortSignal} [overtaken]  something newer is wanted: nothing more is brought for this
   * @returns {Promise<Answer>}  rejects with whole sentences: a LoadError, the FigureError that the figure raised, or
   *   Stopped where this very question had to be ended
   */
  ask(post, figure, question, overtaken) {
    return this.pose(post, figure, 'answer', question, overtaken);
  }

  /**
   * What a figure has shown without its table, with it. What it waits for meanwhile is another matter.
   *
   * @param {string} post
   * @param {string} figure
   * @param {Question} question
   * @returns {Promise<Answer>}  rejects as `ask` does
   */
  table(post, figure, question) {
    return this.pose(post, figure, 'table', { ...question, table: true });
  }

  /**
   * What is read off at one place of a figure's picture; quick after an answer to the same state.
   *
   * @param {string} post
   * @param {string} figure
   * @param {LookQuestion} question
   * @returns {Promise<Look>}  rejects as `ask` does
   */
  look(post, figure, question) {
    return this.pose(post, figure, 'look', question);
  }

  /**
   * A file that a figure writes: its own Python at once, or a service step by step, so that others come between.
   *
   * @param {string} post
   * @param {string} figure
   * @param {DownloadQuestion} question
   * @param {(done: number) => void} progress
   * @param {AbortSignal} signal  gives it up; its service goes on
   * @returns {Promise<Download>}  rejects as `ask` does
   */
  async download(post, figure, question, progress, signal) {
    const { stream, text, said } = await this.pose(post, figure, 'download', question);
    if (signal.aborted) throw new Stopped(say('Stopped.'), true);
    if (!stream) return { pieces: text ? [text] : [], said };
    const call = { ...stream, turn: (this.downloads += 1) }; // none goes on where another was given up
    /** @type {string[]} */
    let pieces = [];
    const told = (/** @type {number} */ done) => {
      if (!done) pieces = []; // its Python had to start again, and it begins anew
      progress(done);
    };
    while (!signal.aborted) {
      const { part, more } = await this.next(call, told);
      if (!more) return { pieces, said: JSON.parse(part?.text ?? '""') };
      if (part) pieces.push(JSON.parse(part.text));
    }
    throw new Stopped(say('Stopped.'), true);
  }

  /**
   * @param {string} post
   * @param {string} figure
   * @param {Wanted} wanted
   * @param {Question | LookQuestion | DownloadQuestion} question
   * @param {AbortSignal} [overtaken]
   */
  async pose(post, figure, wanted, question, overtaken) {
    if (post !== this.manifest.post) throw new LoadError('', say('This page has no figures of “{post}”.', { post }));
    const args = { post, figure, question: JSON.stringify(question) };
    const holder = holderOf(post, figure, wanted);
    const stopped = new AbortController();
    this.stops.set(holder, stopped);
    try {
      const reply = await this.replied(holder, { method: wanted === 'table' ? 'answer' : wanted, args, whom: figure }, stopped.signal, overtaken);
      if (wanted === 'answer') this.streams.follow(holder, reply.streams ?? []);
      return reply;
    } finally {
      if (this.stops.get(holder) === stopped) this.stops.delete(holder);
    }
  }

  /**
   * @param {string} holder  of what has to be brought first
   * @param {import('./interpreter.js').Request & { whom: string }} request
   * @param {AbortSignal} stopped
   * @param {AbortSignal} [overtaken]
   */
  async replied(holder, request, stopped, overtaken) {
    const [figure, needs] = [request.whom, this.needs('figures')];
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = await this.figures.ask(request);
      const reply = JSON.parse(text);
      if (kind === 'failed' && reply.needs && !stopped.aborted) {
        await needs.hold(holder, reply.needs, overtaken).catch(asFailure);
        continue;
      }
      needs.release(holder);
      if (kind === 'done') return reply;
      if (reply.needs) throw new FigureError(say('Stopped.'), '');
      throw raised(reply, (why) => say('The figure “{figure}” could not be computed: {why}', { figure, why }));
    }
    needs.release(holder);
    throw new FigureError(say('The figure “{figure}” needs more and more.', { figure }), '');
  }

  /**
   * @param {string} name  of the service that it is brought to
   * @param {Need} need
   * @param {(how: Partial<Bringing>) => void} tell
   * @param {AbortSignal} signal
   */
  async bring(name, need, tell, signal) {
    const service = this.services.get(name);
    // What is here is handed over, whoever still wants it: to give that up would end the Python that takes it.
    if ('data' in need) {
      const content = await this.services.data(need.data, tell, signal);
      await service.ask({ method: 'place', args: { path: need.data }, buffers: [content] });
    } else if ('file' in need) {
      const file = chosen(need.file);
      if (!file) throw new FigureError(say('This page does not have the file any more: choose it again.'), '');
      this.services.feed(name);
      await service.ask({ method: 'hold', args: { handle: need.file, file } });
    } else {
      const result = need.stream ? this.streams.here(need, tell, signal) : this.result(need, tell, signal);
      await this.keep(name, need, await result);
    }
  }

  /**
   * @param {string} service  to which it is handed over
   * @param {Call} call
   * @param {import('./streams.js').Part} result
   */
  async keep(service, call, { text, buffers }) {
    const copies = buffers.map((buffer) => buffer.slice());
    await this.services.get(service).ask({ method: 'keep', args: { call, result: text }, buffers: copies });
  }

  /**
   * The next step of a call whose result comes in parts, which may have made one, and whether more is to come.
   *
   * @param {Call} call
   * @param {(done: number) => void} progress
   * @param {AbortSignal} [signal]
   */
  async next(call, progress, signal) {
    /** @type {import('./streams.js').Part | undefined} */
    let part;
    const take = (/** @type {import('./streams.js').Part} */ told) => (part = told);
    const { text } = await this.compute(call, (how) => progress(how.done ?? 0), signal ?? new AbortController().signal, take);
    return { part, more: text === 'true' };
  }

  /**
   * What a call gives: as it is remembered, or else by its service.
   *
   * @param {Call} call
   * @param {(how: Partial<Bringing>) => void} tell
   * @param {AbortSignal} signal
   */
  async result(call, tell, signal) {
    const key = JSON.stringify(call);
    const known = this.results.get(key) ?? (await this.compute(call, tell, signal));
    this.results.delete(key);
    this.results.set(key, known);
    if (this.results.size > RESULTS) this.results.delete([...this.results.keys()][0]);
    return known;
  }

  /**
   * @param {Call} call
   * @param {(how: Partial<Bringing>) => void} tell
   * @param {AbortSignal} signal
   * @param {import('./interpreter.js').Request['part']} [part]
   */
  async compute(call, tell, signal, part) {
    const service = this.services.ask(call.service);
    if (service.status.state === 'failed') service.retry();
    const progress = (/** @type {number} */ done) => tell({ done });
    const sentence = (/** @type {string} */ why) => say('The service “{service}” could not do it: {why}', { service: call.service, why });
    for (let round = 0; round < ROUNDS; round++) {
      const asked = service.ask({ method: 'call', args: call, progress, signal, part });
      const { kind, text, buffers } = await asked.catch((error) => asFailure(error, sentence));
      if (kind === 'done') return { text, buffers };
      const reply = JSON.parse(text);
      if (!reply.needs) throw raised(reply, sentence);
      await this.bringTo(call, reply.needs, signal);
    }
    throw new FigureError(say('The service “{service}” needs more and more.', { service: call.service }), '');
  }

  /**
   * Brings what a service needs for a call; what others of its calls wait for, too, comes once.
   *
   * @param {Call} call
   * @param {Need[]} wanted
   * @param {AbortSignal} signal
   */
  async bringTo(call, wanted, signal) {
    const [holder, needs] = [JSON.stringify(call), this.needs(call.service)];
    const stop = () => needs.stop(holder);
    signal.addEventListener('abort', stop);
    try {
      await needs.hold(holder, wanted);
    } finally {
      signal.removeEventListener('abort', stop);
      needs.release(holder);
    }
  }

  waitingChanged() {
    this.report ??= setTimeout(() => {
      this.report = undefined;
      for (const listener of this.waiters) listener();
    }, PACE);
  }
}

/**
 * Who wants something: a figure's answers, its looks and its table want it each for themselves.
 *
 * @param {string} post
 * @param {string} figure
 * @param {Wanted} wanted
 */
function holderOf(post, figure, wanted) {
  return `${post}/${figure} ${wanted}`;
}

/**
 * Nothing that is brought for a figure ends the figures' Python when it is stopped: the state that wants it stays.
 *
 * @param {Error} error
 * @param {(why: string) => string} [sentence]  where it was not the reader who stopped it
 * @returns {never}
 */
function asFailure(error, sentence = (why) => why) {
  if (!(error instanceof Stopped)) throw error;
  throw new FigureError(error.wish ? error.message : sentence(error.message), '');
}

/**
 * @param {{ message: string, traceback: string }} error  of Python's
 * @param {(why: string) => string} sentence
 */
function raised(error, sentence) {
  const message = error.message.replaceAll(OURS, '');
  const why = `${message}${/[.!?…]$/.test(message) ? '' : '.'}`;
  return new FigureError(sentence(why), error.traceback.replaceAll(OURS, ''));
}
