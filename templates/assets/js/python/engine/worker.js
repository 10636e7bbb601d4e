// @ts-check
/**
 * The worker's half of the conversation with `interpreter.js`: one Python, which runs one service and answers through
 * `hosted.respond`, of `sitegen/runtime/inside/`. It fetches nothing but the rest of the library.
 *
 * A request has an id, a method and arguments. Its reply is any number of `progress` and `part`, then one `done` or
 * `failed`. Texts are JSON; the bytes of arrays and files travel beside them, and are transferred.
 *
 * @typedef {{ url: string, bytes: number, file: string, content?: Uint8Array }} Rest  content: where the page holds it itself
 * @typedef {'answer' | 'look' | 'download' | 'call' | 'keep' | 'place' | 'hold' | 'mount' | 'run'} Method
 * @typedef {{ libraries: Uint8Array, files: string[] }} Fit  what a snapshot is put between, the hashes of the files that it has to fit
 * @typedef {{ kind: 'boot', module: WebAssembly.Module, packs: Uint8Array[], snapshot?: Fit, rest?: Rest, isolated: boolean }} Boot
 *   snapshot: then its pictures come in a message of their own; rest: some copies of the page on a disk have none;
 *   isolated: what runs is a reader's code
 * @typedef {{ kind: 'ask', id: number, method: Method, args: object, buffers: Uint8Array<ArrayBuffer>[] }} Ask
 * @typedef {{ text: string, stream: 'stdout' | 'stderr' }} Printed  a line
 * @typedef {{ id: number, text: string, buffers: Uint8Array<ArrayBuffer>[] }} Told
 * @typedef {{ kind: 'progress' | 'part' | 'done' | 'failed' } & Told} Replied
 * @typedef {Replied
 *   | { kind: 'printed', id: number, line: Printed }
 *   | { kind: 'stage', stage: 'starting Python' | 'importing' }
 *   | { kind: 'ready' }
 *   | { kind: 'fetching', rest?: Rest }
 *   | { kind: 'reading' }
 *   | { kind: 'broken', reason: string, memory: boolean }} Reply
 *   printed: of request 0 where Python works for none; fetching: no rest once that has come, or has not;
 *   reading: a sign of life, from the midst of a file of the reader's;
 *   broken: Python is of no more use
 * @typedef {(payload: import('./boot.js').Payload) => Promise<import('./boot.js').Python>} Start
 */

import { isolate } from './isolate.js';

const Fetched = globalThis.XMLHttpRequest; // a reader’s code finds none
const REST = 300; // ms without a question
const PACE = 1000; // ms between two signs of life

/**
 * @param {{ postMessage(reply: Reply, transfer?: Transferable[]): void, addEventListener: typeof addEventListener }} scope
 * @param {Start} boot
 */
export function serveRequests(scope, boot) {
  /** @type {import('./boot.js').Python | undefined} */
  let python;
  let asked = 0; // the request that Python is at
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  let pause = 0; // before the first answer is seen, nothing moves

  /** @type {(pictures: Uint8Array[]) => void} */
  let bring = () => {};
  /** @type {Promise<Uint8Array[]>} */
  const pictures = new Promise((resolve) => (bring = resolve));

  /** While the reader rests, Python works ahead, a piece at a time: a question waits for one piece at most. */
  function workAhead(wait = 0) {
    clearTimeout(resting);
    resting = setTimeout(() => python?.ahead() && workAhead(), wait);
  }

  /** @param {unknown} error */
  const fail = (error) => scope.postMessage({ kind: 'broken', ...told(error) });

  /** @param {Boot} message */
  async function start({ module, packs, snapshot, rest, isolated }) {
    let tries = 0;
    python = await boot({
      module,
      packs,
      snapshot: snapshot && { ...snapshot, pictures },
      fetchRest: () => {
        scope.postMessage({ kind: 'fetching', rest }); // an answer may take longer
        try {
          return fetchNow(rest, tries++ > 0);
        } finally {
          scope.postMessage({ kind: 'fetching' });
        }
      },
      onstage: (stage) => scope.postMessage({ kind: 'stage', stage }),
      print: (text, stream) => scope.postMessage({ kind: 'printed', id: asked, line: { text, stream } }),
    });
    if (isolated) isolate(scope);
    scope.postMessage({ kind: 'ready' });
  }

  /** @param {Ask} message */
  function answer({ id, method, args, buffers }) {
    if (!python) throw new Error('Something was asked for before Python had started.');
    asked = id;
    /** @type {import('./boot.js').Tell} */
    const tell = (kind, text, made) => {
      scope.postMessage({ kind, id, text, buffers: made }, made.map(({ buffer }) => buffer));
    };
    if (method === 'place') {
      python.place(/** @type {{ path: string }} */ (args).path, buffers[0]);
      tell('done', 'null', []);
    } else if (method === 'hold') {
      const { handle, file } = /** @type {{ handle: string, file: File }} */ (args);
      python.hold(handle, readable(file, () => scope.postMessage({ kind: 'reading' })));
      tell('done', 'null', []);
    } else if (method === 'mount') {
      python.mount(buffers[0]);
      tell('done', 'null', []);
    } else {
      python.respond(method, JSON.stringify(args), buffers, tell);
    }
    asked = 0;
    workAhead(pause);
    pause = REST;
  }

  scope.addEventListener('message', ({ data }) => {
    if (data.kind === 'pictures') return bring(data.pictures);
    if (data.kind === 'boot') return void start(data).catch(fail);
    try {
      answer(data);
    } catch (error) {
      // What Python itself raises arrives as a reply: this is the interpreter that broke.
      fail(error);
    }
  });
}

/**
 * A file of the reader's, of which no more is read than is asked for.
 *
 * @param {File} file
 * @param {() => void} alive  called now and then while it is read
 * @returns {import('./boot.js').Readable}
 */
function readable(file, alive) {
  const { FileReaderSync } = /** @type {any} */ (globalThis);
  let told = 0;
  return {
    name: file.name,
    size: file.size,
    read: (start, end) => {
      if (Date.now() > told + PACE) {
        alive();
        told = Date.now();
      }
      return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(start, end)));
    },
  };
}

/**
 * The bytes of a file, waited for: an import cannot be interrupted, and this thread has nothing else to do.
 *
 * @param {Rest | undefined} rest
 * @param {boolean} again  whether it failed before: then the browser's own copy may be what is wrong
 * @returns {Uint8Array}
 */
function fetchNow(rest, again) {
  if (!rest) throw new Error('this copy of the page does not hold it, the page itself does.');
  if (rest.content) return rest.content;
  const { url, bytes, file } = rest;
  const request = new Fetched();
  request.open('GET', url, false);
  if (again) request.setRequestHeader('Cache-Control', 'no-cache');
  request.responseType = 'arraybuffer';
  try {
    request.send();
  } catch {
    throw new Error(`${file} could not be fetched: the network is gone, or something in between blocked it.`);
  }
  if (request.status !== 200) throw new Error(`${file} could not be fetched: the server answered ${request.status}.`);
  const body = new Uint8Array(request.response);
  if (body.length !== bytes) throw new Error(`${file} was truncated: ${body.length} of ${bytes} bytes arrived.`);
  return body;
}

/** What the page makes a sentence of, in its language. @param {unknown} error */
function told(error) {
  const text = error instanceof Error ? error.message : String(error);
  const reason = text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
  return { reason, memory: error instanceof RangeError || /memory/i.test(text) };
}
