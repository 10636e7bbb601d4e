// @ts-check
/**
 * One run of a service's Python: from its first byte to its end, which comes once and says why.
 *
 * @typedef {import('../load/loader.js').Claim} Claim
 * @typedef {import('../load/plan.js').Entry} Entry
 * @typedef {import('./engine/worker.js').Reply} Reply
 * @typedef {import('./engine/worker.js').Method} Method
 * @typedef {import('./engine/worker.js').Printed} Printed
 * @typedef {import('./engine/worker.js').Rest} Rest
 * @typedef {import('../load/plan.js').Way} Way
 * @typedef {'downloading' | 'compiling' | 'starting Python' | 'importing' | 'ready'} Stage
 *
 * @typedef {object} Lasting
 * @property {Promise<Way>} way  what Python has not come out of once is not tried again
 * @property {Claim} [claim]  of the last run: until the next one has its own, what is on its way goes on
 *
 * @typedef {object} Request
 * @property {Method} method
 * @property {object} args  JSON; of a file of the reader's, that itself
 * @property {Uint8Array<ArrayBuffer>[]} [buffers]  handed over
 * @property {(done: number) => void} [progress]  how much of it is done, from 0 to 1
 * @property {(part: { text: string, buffers: Uint8Array<ArrayBuffer>[] }) => void} [part]
 * @property {(line: Printed) => void} [printed]  what is printed meanwhile, which is else told of as what is printed for none
 *
 * @typedef {{ kind: 'done' | 'failed', text: string, buffers: Uint8Array<ArrayBuffer>[] }} Outcome
 */
import { heldPart, isHeld, LoadError, STALL, TICK } from '../load/loader.js';
import { fileName, startedFrom } from '../load/plan.js';
import { say } from '../base/words.js';

const STUCK = 20; // seconds without a change of stage
const SLOW = 1; // seconds for one answer, after which the reader is told, and may stop it
/** Seconds without a sign of life, by method: what a service calls long is its own matter as long as it says how far it is. */
const DEADLINES = { answer: 20, look: 20, download: 20, keep: 20, place: 20, hold: 20, mount: 20, call: 120, run: 60 };
const FETCHING = 60; // the same, where it waits for a file

/** What a start has come to, in words. */
const STAGES = {
  downloading: say('downloading'),
  compiling: say('compiling'),
  'starting Python': say('starting Python'),
  importing: say('importing'),
};

/** How entries are handed over. */
const KINDS = ['worker', 'wasm', 'libraries', 'files', 'picture'];

/** With a name: a `data:` address of two million characters would stand in every line of every stack trace. */
const CALL = '\nserve(self);\n//# sourceURL=engine.js\n';

/** What became of a request whose computation had to be ended. */
export class Stopped extends Error {
  /**
   * @param {string} message  a whole sentence
   * @param {boolean} wish  of the reader, not the deadline's work or a crash's
   */
  constructor(message, wish) {
    super(message);
    this.wish = wish;
  }
}

/** The worker that was about to start is of no use any more. */
class Unwanted extends Error {}

export class Interpreter {
  /**
   * @param {string} service
   * @param {Entry[]} bill  of the page
   * @param {import('../load/loader.js').Loader} loader  outlives this run: what it holds need not be fetched again
   * @param {Lasting} lasting  outlives it, too
   * @param {object} hear
   * @param {() => void} hear.arrived  bytes of its files
   * @param {(stage: Stage) => void} hear.entered
   * @param {(slow: boolean) => void} hear.slow  the request has taken more than a second; false once it has a reply
   * @param {(rest: Rest | undefined) => void} hear.fetching  undefined once it has come, or has not
   * @param {(line: Printed) => void} hear.printed  while it was at no request, or at one that does not hear of it
   * @param {(error: LoadError | Stopped) => void} hear.ended
   */
  constructor(service, bill, loader, lasting, hear) {
    this.service = service;
    this.bill = bill;
    this.loader = loader;
    this.lasting = lasting;
    /** @type {Way | undefined} */
    this.way = undefined;
    this.told = hear;
    /** @type {Stage} */
    this.stage = 'downloading';
    /** @type {Claim | undefined} */
    this.claim = undefined;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {LoadError | Stopped | undefined} */
    this.ending = undefined;
    /** @type {Request & { id: number, resolve: (outcome: Outcome) => void, reject: (error: Error) => void } | undefined} */
    this.request = undefined; // the one that Python is at
    this.asked = 0;
    this.silence = 0; // seconds since there was last a sign of life
    /** @type {Rest | undefined} */
    this.awaited = undefined;
    this.slow = false;
    this.clock = setInterval(() => this.tick(), TICK * 1000);
    this.load();
  }

  /**
   * One at a time, once it is ready.
   *
   * @param {Request} request
   * @returns {Promise<Outcome>}  rejects as Stopped where Python ended before it had replied
   */
  ask(request) {
    return new Promise((resolve, reject) => {
      const { method, args, buffers = [] } = request;
      const id = ++this.asked;
      this.request = { ...request, id, resolve, reject };
      this.silence = 0;
      this.worker?.postMessage({ kind: 'ask', id, method, args, buffers }, buffers.map(({ buffer }) => buffer));
    });
  }

  /** Bytes have come: a sign of life, too. */
  arrived() {
    this.silence = 0;
    if (this.stage === 'downloading' && this.claim?.complete) this.enter('compiling');
    this.told.arrived();
  }

  /** The reader has had enough of what is computed. */
  stop() {
    if (this.request) this.end(new Stopped(say('Stopped.'), true));
  }

  /** Ends Python at once, whatever it is doing. @param {LoadError | Stopped} error  why */
  end(error) {
    if (this.ending) return;
    if (this.mayFallBack(error)) return this.fallBack(error);
    this.ending = error;
    clearInterval(this.clock);
    this.dismiss();
    this.request?.reject(error instanceof Stopped ? error : new Stopped(error.message, false));
    this.request = undefined;
    this.told.ended(error);
  }

  /** Python starts from its packs, after all. @param {Error} reason */
  fallBack({ message }) {
    console.warn(`Python is started without its snapshot. ${message}`);
    this.lasting.way = Promise.resolve('packs');
    this.way = undefined;
    this.dismiss();
    this.enter('downloading');
    this.load();
  }

  /** Not where Python would miss the same file without its snapshot, too. @param {LoadError | Stopped} error */
  mayFallBack(error) {
    if (this.way !== 'snapshot' || this.stage === 'ready' || error instanceof Stopped) return false;
    const parts = startedFrom(this.bill, 'packs', this.service).flatMap((entry) => entry.parts);
    return !parts.some((part) => fileName(part) === error.file);
  }

  async load() {
    const way = await this.lasting.way;
    this.way = way;
    try {
      const name = ['WebAssembly', 'DecompressionStream', 'Worker'].find((name) => !(name in globalThis));
      if (name) throw new LoadError('', say('This browser has no {name}, without which Python cannot run in a page.', { name }));
      await this.boot(way);
    } catch (error) {
      if (this.way === way) this.end(named(error));
    }
  }

  /** @param {Way} way */
  async boot(way) {
    const { bill } = this;
    const wanted = startedFrom(bill, way, this.service);
    const [[script], [wasm], libraries, files, pictures] = KINDS.map((kind) => wanted.filter((entry) => entry.kind === kind));
    const claim = this.loader.claim(wanted, () => this.claim === claim && this.arrived());
    this.claim = claim;
    this.lasting.claim?.release();
    this.lasting.claim = claim;
    const unpacked = (/** @type {Entry[]} */ entries) => Promise.all(entries.map((entry) => claim.bytes(entry)));
    const parts = Promise.all([
      claim.bytes(script).then((engine) => this.employ(engine, way)),
      claim.module(wasm),
      unpacked(files),
      unpacked(libraries),
    ]);
    // They are the largest of all files: the worker makes everything else ready for them.
    const memory = unpacked(pictures);
    memory.catch(() => {}); // told below
    const [worker, module, packs, compiled] = await parts;
    const late = bill.find(({ when }) => when === 'import');
    const rest = late && restOf(late);
    const isolated = this.service === 'cells';
    if (!pictures.length) return worker.postMessage({ kind: 'boot', module, packs: [...packs, ...compiled], rest, isolated });
    const hashes = bill.flatMap((entry) => entry.parts.map(({ sha256 }) => sha256));
    worker.postMessage({ kind: 'boot', module, packs, snapshot: { libraries: compiled[0], files: hashes }, rest, isolated });
    worker.postMessage({ kind: 'pictures', pictures: await memory });
  }

  /**
   * Starts the worker from memory, so that it inherits the page's security policy.
   *
   * @param {Uint8Array<ArrayBuffer>} engine
   * @param {Way} way  for which it is wanted
   */
  async employ(engine, way) {
    const script = new Blob([engine, CALL], { type: 'text/javascript' });
    const address = await addressOf(script, isHeld(this.bill[0]) || self.origin === 'null');
    if (this.ending || this.way !== way) {
      URL.revokeObjectURL(address);
      throw new Unwanted();
    }
    this.address = address;
    const worker = started(address);
    worker.onmessage = ({ data }) => this.worker === worker && this.hear(data);
    worker.onmessageerror = () => this.end(new LoadError('', say('The worker that runs Python sent what cannot be read.')));
    worker.onerror = (event) => {
      event.preventDefault();
      const why = event.message ? words(event.message) : say('a security policy or an extension may forbid it');
      this.end(new LoadError('', say('The worker that runs Python failed ({why}).', { why })));
    };
    this.worker = worker;
    return worker;
  }

  /** @param {Reply} reply */
  hear(reply) {
    this.silence = 0;
    if (reply.kind === 'stage') return this.enter(reply.stage);
    if (reply.kind === 'broken') return this.end(brokenDown(reply));
    if (reply.kind === 'fetching') return this.fetching(reply.rest);
    if (reply.kind === 'reading') return;
    if (reply.kind === 'printed') return this.printed(reply);
    if (reply.kind !== 'ready') return this.replied(reply);
    this.forgetAddress();
    this.enter('ready');
  }

  /** @param {import('./engine/worker.js').Replied} reply */
  replied({ kind, text, buffers }) {
    const { request } = this;
    if (kind === 'progress') return request?.progress?.(JSON.parse(text));
    if (kind === 'part') return request?.part?.({ text, buffers });
    this.request = undefined;
    this.tellSlow(false);
    request?.resolve({ kind, text, buffers });
  }

  /** @param {Extract<Reply, { kind: 'printed' }>} reply */
  printed({ id, line }) {
    const hear = this.request?.id === id ? this.request.printed : undefined;
    (hear ?? this.told.printed)(line);
  }

  /** @param {Rest | undefined} rest */
  fetching(rest) {
    this.awaited = rest;
    this.told.fetching(rest);
  }

  /** @param {boolean} slow */
  tellSlow(slow) {
    if (slow === this.slow) return;
    this.slow = slow;
    this.told.slow(slow);
  }

  dismiss() {
    this.worker?.terminate();
    this.forgetAddress();
  }

  /** The worker has its script by now, or needs it no more. */
  forgetAddress() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = undefined;
  }

  /** @param {Stage} stage */
  enter(stage) {
    if (this.ending) return;
    this.stage = stage;
    this.silence = 0;
    this.told.entered(stage);
  }

  tick() {
    this.silence += TICK;
    const { stage, silence } = this;
    if (stage === 'ready') {
      if (this.request && silence >= SLOW) this.tellSlow(true);
      if (this.request && silence >= this.patience) this.end(new Stopped(this.late(), false));
    } else if (this.claim?.owed.length) {
      if (silence >= STALL) this.claim.stall(STALL);
    } else if (silence >= STUCK) {
      const values = { seconds: STUCK, after: STAGES[stage] };
      this.end(new LoadError('', say('Python did not start: nothing happened for {seconds} seconds after “{after}”.', values)));
    }
  }

  /** Seconds that the request may take without a sign of life. */
  get patience() {
    return this.awaited ? FETCHING : DEADLINES[this.request?.method ?? 'answer'];
  }

  late() {
    const seconds = this.patience;
    if (!this.awaited) return say('Stopped: {seconds} seconds brought no answer.', { seconds });
    return say('Stopped: {file} did not come in {seconds} seconds.', { file: this.awaited.file, seconds });
  }
}

/**
 * What the worker fetches itself. It lies at an address of its own, to which the page's relative ones mean nothing.
 *
 * @param {Entry} entry
 * @returns {Rest}
 */
function restOf(entry) {
  const [part] = entry.parts;
  const rest = { url: new URL(part.url, document.baseURI).href, bytes: part.bytes, file: fileName(part) };
  return isHeld(entry) ? { ...rest, content: heldPart(part) } : rest;
}

/**
 * What a worker can be started from. From a disk, or in a frame that has no origin, not every browser takes a blob for a
 * module: an offline copy and such a frame need a longer address, which the page's policy allows.
 *
 * @param {Blob} script
 * @param {boolean} nowhere
 * @returns {Promise<string>}
 */
async function addressOf(script, nowhere) {
  if (!nowhere) return URL.createObjectURL(script);
  const reader = new FileReader();
  const read = new Promise((resolve) => reader.addEventListener('load', resolve));
  reader.readAsDataURL(script);
  await read;
  return /** @type {string} */ (reader.result);
}

/** @param {string} address */
function started(address) {
  try {
    return new Worker(address, { type: 'module' });
  } catch (error) {
    throw new LoadError('', say('This browser refused to start the worker that runs Python ({why}).', { why: words(error) }));
  }
}

/** @param {unknown} error  @returns {LoadError} */
function named(error) {
  return error instanceof LoadError ? error : new LoadError('', say('Python could not be started ({why}).', { why: words(error) }));
}

/** @param {Extract<Reply, { kind: 'broken' }>} reply  of the worker: the interpreter broke, not a figure */
function brokenDown({ reason: why, memory }) {
  if (memory) return new LoadError('', say('Python ran out of memory on this device ({why}).', { why }));
  return new LoadError('', say('Python broke down ({why}).', { why }));
}

/** @param {unknown} error  what it says, without a full stop */
function words(error) {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
