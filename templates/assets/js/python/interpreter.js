// @ts-check
/**
 * One run of Python: from its first byte to its end, which comes once and says why.
 *
 * @typedef {import('../load/plan.js').Entry} Entry
 * @typedef {import('./engine/worker.js').Reply} Reply
 * @typedef {import('./engine/worker.js').Ask} Ask  its question is JSON text
 * @typedef {import('../load/plan.js').Way} Way
 * @typedef {import('./engine/worker.js').Rest} Rest
 * @typedef {{ post: string, bill: Entry[], kept?: string }} Manifest  kept: the address of the site's bill
 * @typedef {'downloading' | 'compiling' | 'starting Python' | 'importing' | 'ready'} Stage
 */
import { heldPart, isHeld, Loader, LoadError } from '../load/loader.js';
import { fileName, startedFrom } from '../load/plan.js';
import { say } from '../base/words.js';

const STALL = 10; // seconds without a byte while bytes are owed
const STUCK = 20; // seconds without a change of stage
const SLOW = 1; // seconds for one answer, after which the reader is told, and may stop it
const DEADLINE = 20; // seconds for one answer
const FETCHING = 60; // the same, where it waits for a file
const TICK = 0.5; // seconds; time is counted in ticks, so that a page that was frozen, or slept, has not stalled

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

/** What became of a question whose computation had to be ended. */
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

/** What became of a question behind it: nothing yet, it can be asked again. */
export class Displaced extends Error {}

export class Interpreter {
  /**
   * @param {Manifest} manifest
   * @param {Loader} loader  outlives this run: what it holds need not be fetched again
   * @param {{ way: Promise<Way> }} choice  outlives it, too: what Python has not come out of once is not tried again
   * @param {object} hear
   * @param {(stage: Stage) => void} hear.entered
   * @param {(figure: string) => void} hear.computing  for more than a second; '' once it has an answer
   * @param {(rest: Rest | undefined) => void} hear.fetching  undefined once it has come, or has not
   * @param {(error: LoadError | Stopped) => void} hear.ended
   */
  constructor(manifest, loader, choice, hear) {
    this.manifest = manifest;
    this.loader = loader;
    this.choice = choice;
    /** @type {Way | undefined} */
    this.way = undefined;
    this.told = hear;
    /** @type {Stage} */
    this.stage = 'downloading';
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {LoadError | Stopped | undefined} */
    this.ending = undefined;
    /** @type {Map<number, { figure: string, resolve: (text: string) => void, reject: (error: Error) => void }>} */
    this.owed = new Map(); // in the order in which they are computed
    this.asked = 0;
    this.silence = 0; // seconds since there was last a sign of life
    /** @type {Rest | undefined} */
    this.awaited = undefined;
    this.slow = '';
    this.clock = setInterval(() => this.tick(), TICK * 1000);
    /** @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.ready.catch(() => {}); // `ended` is told as well
    this.load();
  }

  /**
   * @param {Omit<Ask, 'kind' | 'id'>} question
   * @returns {Promise<string>}  the reply's JSON text; rejects when Python ends before it has replied: with the reason
   *   where it could not start, as Stopped where it was at this question, as Displaced where it had not come to it
   */
  async ask(question) {
    await this.ready;
    return new Promise((resolve, reject) => {
      if (this.ending) return reject(this.ending);
      if (!this.owed.size) this.silence = 0;
      const id = ++this.asked;
      this.owed.set(id, { figure: question.figure, resolve, reject });
      this.worker?.postMessage({ kind: 'ask', id, ...question });
    });
  }

  /** Something has come: the loader's bytes are a sign of life, too. */
  alive() {
    this.silence = 0;
    if (this.stage === 'downloading' && this.loader.complete) this.enter('compiling');
  }

  /** The reader has had enough of what is computed. */
  stop() {
    if (this.owed.size) this.end(new Stopped(say('Stopped.'), true));
  }

  /** Ends Python at once, whatever it is doing. @param {LoadError | Stopped} error  why */
  end(error) {
    if (this.ending) return;
    if (this.mayFallBack(error)) return this.fallBack(error);
    this.ending = error;
    clearInterval(this.clock);
    this.dismiss();
    this.reject?.(error);
    const [computed, ...behind] = this.owed.values();
    this.owed.clear();
    computed?.reject(error instanceof Stopped ? error : new Stopped(error.message, false));
    for (const { reject } of behind) reject(new Displaced());
    this.told.ended(error);
  }

  /** Python starts from its packs, after all. @param {Error} reason */
  fallBack({ message }) {
    console.warn(`Python is started without its snapshot. ${message}`);
    this.choice.way = Promise.resolve('packs');
    this.way = undefined;
    this.dismiss();
    this.enter('downloading');
    this.load();
  }

  /** Not where Python would miss the same file without its snapshot, too. @param {LoadError | Stopped} error */
  mayFallBack(error) {
    if (this.way !== 'snapshot' || this.stage === 'ready' || error instanceof Stopped) return false;
    const parts = startedFrom(this.manifest.bill, 'packs').flatMap((entry) => entry.parts);
    return !parts.some((part) => fileName(part) === error.file);
  }

  async load() {
    const way = await this.choice.way;
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
    const { bill } = this.manifest;
    const wanted = startedFrom(bill, way);
    const [[script], [wasm], libraries, files, pictures] = KINDS.map((kind) => wanted.filter((entry) => entry.kind === kind));
    this.loader.expect(wanted);
    const unpacked = (/** @type {Entry[]} */ entries) => Promise.all(entries.map((entry) => this.loader.bytes(entry)));
    const parts = Promise.all([
      this.loader.bytes(script).then((engine) => this.employ(engine, way)),
      this.loader.module(wasm),
      unpacked(files),
      unpacked(libraries),
    ]);
    // They are the largest of all files: the worker makes everything else ready for them.
    const memory = unpacked(pictures);
    memory.catch(() => {}); // told below
    const [worker, module, packs, compiled] = await parts;
    const late = bill.find(({ when }) => when === 'import');
    const rest = late && restOf(late);
    if (!pictures.length) return worker.postMessage({ kind: 'boot', module, packs: [...packs, ...compiled], rest });
    const hashes = bill.flatMap((entry) => entry.parts.map(({ sha256 }) => sha256));
    worker.postMessage({ kind: 'boot', module, packs, snapshot: { libraries: compiled[0], files: hashes }, rest });
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
    const address = await addressOf(script, isHeld(this.manifest.bill[0]) || self.origin === 'null');
    if (this.ending || this.way !== way) {
      URL.revokeObjectURL(address);
      throw new Displaced();
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
    if (reply.kind === 'failed') return this.end(brokenDown(reply));
    if (reply.kind === 'fetching') return this.fetching(reply.rest);
    if (reply.kind === 'answered') return this.answered(reply);
    this.enter('ready');
    this.forgetAddress();
    this.resolve?.();
  }

  /** @param {{ id: number, text: string }} reply */
  answered({ id, text }) {
    this.owed.get(id)?.resolve(text);
    this.owed.delete(id);
    this.tellSlow('');
    this.loader.shelve(this.manifest.kept);
  }

  /** @param {Rest | undefined} rest */
  fetching(rest) {
    this.awaited = rest;
    this.told.fetching(rest);
  }

  /** @param {string} figure */
  tellSlow(figure) {
    if (figure === this.slow) return;
    this.slow = figure;
    this.told.computing(figure);
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
      const [computed] = this.owed.values();
      if (computed && silence >= SLOW) this.tellSlow(computed.figure);
      if (computed && silence >= (this.awaited ? FETCHING : DEADLINE)) this.end(new Stopped(this.late(), false));
    } else if (this.loader.owed.size) {
      if (silence >= STALL) this.loader.stall(STALL);
    } else if (silence >= STUCK) {
      const values = { seconds: STUCK, after: STAGES[stage] };
      this.end(new LoadError('', say('Python did not start: nothing happened for {seconds} seconds after “{after}”.', values)));
    }
  }

  late() {
    if (!this.awaited) return say('Stopped: {seconds} seconds brought no answer.', { seconds: DEADLINE });
    return say('Stopped: {file} did not come in {seconds} seconds.', { file: this.awaited.file, seconds: FETCHING });
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

/** @param {Extract<Reply, { kind: 'failed' }>} reply  of the worker: the interpreter broke, not a figure */
function brokenDown({ reason: why, memory }) {
  if (memory) return new LoadError('', say('Python ran out of memory on this device ({why}).', { why }));
  return new LoadError('', say('Python broke down ({why}).', { why }));
}

/** @param {unknown} error  what it says, without a full stop */
function words(error) {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
