// @ts-check
/**
 * Starts Python out of packs that are already in memory. The reader's worker and the build's Node process both come
 * through here with the same bytes, which is why the numbers in the page and the live ones agree to the last bit.
 *
 * @typedef {import('pyodide')} PyodideModule
 * @typedef {(settings: object) => Promise<unknown>} CreatePyodideModule
 * @typedef {(loadPyodide: PyodideModule['loadPyodide'], settings: any) => ReturnType<PyodideModule['loadPyodide']>} Load
 *
 * @typedef {object} Parts  what engine.js joins with this function
 * @property {PyodideModule['loadPyodide']} loadPyodide
 * @property {CreatePyodideModule} createPyodideModule
 * @property {object} lockInfo  the `info` of the official lockfile, which Pyodide checks against itself
 * @property {((snapshot: any) => Load) | undefined} restoring
 *
 * @typedef {object} Payload
 * @property {WebAssembly.Module} module
 * @property {Uint8Array[]} packs  unpacked: the library, if it is to be started from, and the posts
 * @property {object} [snapshot]  of Python, started and with its library imported
 * @property {Load} [load]  for the build: how Pyodide is loaded, where neither plainly nor from a snapshot
 * @property {() => Uint8Array} fetchRest  the pack of late imports, still gzipped; called at most once, synchronously
 * @property {(stage: 'starting Python' | 'importing') => void} onstage
 * @property {(line: string, stream: 'stdout' | 'stderr') => void} print  where Python's print() goes
 *
 * @typedef {(kind: 'progress' | 'part' | 'done' | 'failed', text: string, buffers: Uint8Array<ArrayBuffer>[]) => void} Tell
 *
 * @typedef {{ name: string, size: number, read: (start: number, end: number) => Uint8Array }} Readable
 *
 * @typedef {object} Python
 * @property {(method: string, args: string, buffers: Uint8Array[], reply: Tell) => void} respond  texts are JSON
 * @property {(path: string, content: Uint8Array) => void} place  puts a file where Python finds it, without copying it
 * @property {(handle: string, file: Readable) => void} hold  has a file of the reader's, which stays where it lies
 * @property {(pack: Uint8Array) => void} mount  puts a pack's files in place, once Python has started
 * @property {() => boolean} ahead  does a few milliseconds of work before it is asked for; whether more is left
 * @property {(source: string) => string} evaluate  for the build: runs Python text, gives its last value as text
 */

import { withWrapped } from './wrapped.js';

/** Nothing is ever fetched from here: it gives Pyodide absolute addresses to ask for. */
const NOWHERE = 'https://runtime.invalid/';
/** The standard library lies in the file system, not in Pyodide's zip: this is a zip with nothing in it. */
const EMPTY_ZIP = Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);
/** The same wherever Python runs: what it finds here must not depend on the machine. */
const ENVIRONMENT = {
  // numpy's compiled modules have lost their docstrings, and it accepts that only when told so.
  PYTHONOPTIMIZE: '2',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  LANG: 'en_US.UTF-8',
};

/**
 * @param {Parts} parts
 * @param {Payload} payload
 * @returns {Promise<Python>}  rejects where Pyodide itself would wait for ever, such as on a module that does not fit
 */
export async function bootPython({ loadPyodide, createPyodideModule, lockInfo, restoring }, payload) {
  const { module, packs, snapshot, fetchRest, onstage, print } = payload;
  onstage('starting Python');
  const load = payload.load ?? (snapshot && restoring ? restoring(snapshot) : plainly);
  const starting = () =>
    load(loadPyodide, {
      indexURL: NOWHERE,
      stdLibURL: `${NOWHERE}empty.zip`,
      lockFileContents: { info: lockInfo, packages: {} },
      createPyodideModule,
      env: ENVIRONMENT,
      fsInit: async (/** @type {any} */ fs) => packs.forEach((pack) => writeFiles(fs, pack)),
      stdout: (/** @type {string} */ line) => print(line, 'stdout'),
      stderr: (/** @type {string} */ line) => print(line, 'stderr'),
    });
  const pyodide = await withAnswers(module, () => withWrapped(starting));
  onstage('importing');
  const late = pyodide.pyimport('hosted.late_imports');
  late.install(fetchRest);
  const hosted = pyodide.pyimport('hosted.respond');
  return {
    respond: hosted.respond,
    place: (path, content) => writeFile(pyodide.FS, path, content),
    hold: hosted.hold,
    ahead: hosted.ahead,
    mount: (pack) => writeFiles(pyodide.FS, pack),
    evaluate: (source) => String(pyodide.runPython(source)),
  };
}

/** @type {Load} */
function plainly(loadPyodide, settings) {
  return loadPyodide(settings);
}

/**
 * Puts a pack's files in place without copying them.
 *
 * @param {any} fs  Emscripten's file system
 * @param {Uint8Array} pack
 */
function writeFiles(fs, pack) {
  for (const [path, content] of filesOf(pack)) writeFile(fs, path, content);
}

/**
 * @param {any} fs
 * @param {string} path  from the root, without its slash
 * @param {Uint8Array} content
 */
function writeFile(fs, path, content) {
  fs.mkdirTree(`/${path.slice(0, path.lastIndexOf('/'))}`);
  fs.writeFile(`/${path}`, content, { canOwn: true });
}

/**
 * A pack is: the length of its index (4 bytes, little-endian), the index (JSON: [path, length] pairs), the contents.
 *
 * @param {Uint8Array} pack
 * @returns {Generator<[path: string, content: Uint8Array]>}
 */
export function* filesOf(pack) {
  const { buffer, byteOffset } = pack;
  let start = 4 + new DataView(buffer, byteOffset).getUint32(0, true);
  for (const [path, length] of JSON.parse(new TextDecoder().decode(pack.subarray(4, start)))) {
    yield [path, pack.subarray(start, start + length)];
    start += length;
  }
}

/**
 * Runs `load` while Pyodide's own requests are answered from memory.
 * Pyodide logs a failed instantiation and then waits for ever; here it rejects.
 *
 * @template T
 * @param {WebAssembly.Module} module
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
async function withAnswers(module, load) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((resolve, reject) => {
      globalThis.fetch = async (request) => {
        const { href } = new URL(String(request));
        if (!href.startsWith(NOWHERE)) throw new Error(`Python asked for ${href}, which is not part of its packs.`);
        return new Response(EMPTY_ZIP);
      };
      WebAssembly.instantiateStreaming = async (_, imports) => {
        try {
          return { module, instance: await WebAssembly.instantiate(module, imports) };
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      load().then(resolve, reject);
    });
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
