// @ts-check
/**
 * Starts Python out of packs that are already in memory. The reader's worker and the build's Node process both come
 * through here with the same bytes, which is why the numbers in the page and the live ones agree to the last bit.
 *
 * @typedef {import('pyodide')} PyodideModule
 * @typedef {(settings: object) => Promise<unknown>} CreatePyodideModule
 *
 * @typedef {object} Parts  what the engine text joins around this function
 * @property {PyodideModule['loadPyodide']} loadPyodide
 * @property {CreatePyodideModule} createPyodideModule
 * @property {object} lockInfo  the `info` of the official lockfile, which Pyodide checks against itself
 *
 * @typedef {object} Payload
 * @property {WebAssembly.Module} module
 * @property {Uint8Array[]} packs  unpacked: stdlib, numpy, modules, then the posts
 * @property {() => Uint8Array} fetchRest  the pack of late imports, still gzipped; called at most once, synchronously
 * @property {(stage: 'starting Python' | 'importing') => void} onstage
 * @property {(line: string) => void} [print]  where a figure's print() goes; the console unless told
 *
 * @typedef {object} Python  all but `ahead` give JSON text; a question is JSON text, too
 * @property {(post: string, figure: string, question: string) => string} respond
 * @property {(post: string, figure: string, question: string) => string} look
 * @property {(post: string, figure: string) => string} declare
 * @property {() => boolean} ahead  does a few milliseconds of work before it is asked for; whether more is left
 * @property {(source: string) => string} evaluate  for the build: runs Python text, gives its last value as text
 */

/** Nothing is ever fetched from here: it gives Pyodide absolute addresses to ask for. */
const NOWHERE = 'https://runtime.invalid/';
/** The standard library lies in the file system, not in Pyodide's zip: this is a zip with nothing in it. */
const EMPTY_ZIP = Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);

/**
 * @param {Parts} parts
 * @param {Payload} payload
 * @returns {Promise<Python>}  rejects where Pyodide itself would wait for ever, such as on a module that does not fit
 */
export async function bootPython({ loadPyodide, createPyodideModule, lockInfo }, payload) {
  const { module, packs, fetchRest, onstage, print } = payload;
  onstage('starting Python');
  const pyodide = await withAnswers(module, () =>
    loadPyodide(
      /** @type {any} */ ({
        indexURL: NOWHERE,
        stdLibURL: `${NOWHERE}empty.zip`,
        lockFileContents: { info: lockInfo, packages: {} },
        createPyodideModule,
        // numpy's compiled modules have lost their docstrings, and it accepts that only when told so.
        env: { PYTHONOPTIMIZE: '2', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
        fsInit: async (/** @type {any} */ fs) => packs.forEach((pack) => writeFiles(fs, pack)),
        ...(print && { stdout: print, stderr: print }),
      }),
    ),
  );
  onstage('importing');
  const late = pyodide.pyimport('hosted.late_imports');
  late.install(fetchRest);
  const hosted = pyodide.pyimport('hosted.respond');
  return {
    respond: hosted.respond,
    look: hosted.look,
    declare: hosted.declare,
    ahead: hosted.ahead,
    evaluate: (source) => String(pyodide.runPython(source)),
  };
}

/**
 * Puts a pack's files in place without copying them.
 * A pack is: the length of its index (4 bytes, little-endian), the index (JSON: [path, length] pairs), the contents.
 *
 * @param {any} fs  Emscripten's file system
 * @param {Uint8Array} pack
 */
function writeFiles(fs, pack) {
  const { buffer, byteOffset } = pack;
  const indexLength = new DataView(buffer, byteOffset).getUint32(0, true);
  let start = 4 + indexLength;
  const index = JSON.parse(new TextDecoder().decode(pack.subarray(4, start)));
  let folder = '';
  for (const [path, length] of index) {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (parent !== folder) fs.mkdirTree(`/${parent}`);
    folder = parent;
    fs.writeFile(`/${path}`, pack.subarray(start, start + length), { canOwn: true });
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
