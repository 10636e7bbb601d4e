// @ts-check
/**
 * Python out of pictures of its memory, taken by the build once everything was imported: it need not start at all.
 * The first is the snapshot, which all pages of a site share. A second, its layer, holds what is otherwise where the modules
 * of a page's own posts are imported, too.
 *
 * Only the memory is in a picture. What lies outside of it must be as it was, and is put there in the same order:
 * first the compiled libraries, whose code goes into the table of functions and whose data goes in front of the heap.
 * Whatever is not at its place is an error, after which Python has to be started from its packs. In WebKit that is always
 * so (WebKitGTK 2.50): it does not find 972 of the exported functions in the table, and appends them.
 *
 * @typedef {any} Module  Emscripten's, with its inner functions
 * @typedef {[path: string, code: WebAssembly.Module]} Library
 * @typedef {{ path: string, data: number, slots: number }} Place  where a library's data and functions begin
 *
 * @typedef {object} Header  of a picture; behind it lie the runs, then the chunks
 * @property {string[]} madeFrom  the hashes of the files that it fits
 * @property {Place[]} places
 * @property {[handle: string, path: string][]} handles  of the libraries that Python has opened
 * @property {number} trampoline
 * @property {{ hiwireKeys: unknown[], immortalKeys: string[] }} references  from Python to JavaScript's objects
 * @property {number} size  of the memory, in bytes
 * @property {string} checksum  of the memory
 * @property {number} runs  how many: each is the number of its first chunk, and how many chunks it has (4 bytes each)
 *
 * @typedef {{ header: Header, runs: Uint32Array, chunks: Uint8Array }} Picture
 *
 * @typedef {object} Snapshot
 * @property {Uint8Array[] | Promise<Uint8Array[]>} pictures
 * @property {Uint8Array} libraries  the pack
 * @property {string[]} files  the hashes of all files that there are: those that a picture was made from are among them
 */

import { filesOf } from './boot.js';

/** Bytes of memory that the snapshot has or leaves out together. */
export const CHUNK = 64;

/**
 * How to load Pyodide with a snapshot, for `bootPython`.
 *
 * @param {Snapshot} snapshot
 * @returns {import('./boot.js').Load}  rejects where the snapshot does not fit
 */
export function restoring({ pictures, libraries, files }) {
  return async (loadPyodide, settings) => {
    const compiled = await compile(libraries);
    const pyodide = await loadPyodide({
      ...settings,
      _loadSnapshot: new ArrayBuffer(0), // says that there is one; `restoreSnapshot` below brings another form of it
      createPyodideModule: async (/** @type {any} */ options) => {
        /** @type {Place[]} */
        let places = [];
        options.preRun.push((/** @type {Module} */ module) => (places = preload(module, compiled)));
        const module = await settings.createPyodideModule(options);
        const taken = (await pictures).splice(0).map(read); // taken out, as Pyodide keeps hold of these functions
        taken.forEach(({ header }) => {
          const strange = header.madeFrom.find((hash) => !files.includes(hash));
          if (strange) throw new Error(`the snapshot does not fit: it was made from ${strange}, which is not here`);
          header.places.forEach((place, order) => expectSame('it has', place, places[order]));
        });
        module.API.restoreSnapshot = () => restore(module, taken.splice(0));
        return module;
      },
    });
    pyodide.pyimport('hibernation').wake();
    return pyodide;
  };
}

/**
 * @param {Uint8Array} pack
 * @returns {Promise<Library[]>}
 */
export async function compile(pack) {
  const files = [...filesOf(pack)];
  return Promise.all(
    files.map(async ([path, code]) => /** @type {Library} */ ([`/${path}`, await WebAssembly.compile(/** @type {any} */ (code))])),
  );
}

/**
 * Loads the libraries before anything else is in memory, as if Python had opened them.
 *
 * @param {Module} module
 * @param {Library[]} libraries
 * @returns {Place[]}  the last one is where all of them end
 */
export function preload(module, libraries) {
  // Where the browser cannot have the function that takes this slot, it stays empty.
  if (!module.HEAP32[trampolineIn(module)]) module.wasmTable.grow(1);
  const end = () => ({ data: module.HEAPU32[module._emscripten_get_sbrk_ptr() >>> 2], slots: module.wasmTable.length });
  const places = libraries.map(([path, code]) => {
    const place = { path, ...end() };
    const library = module.newDSO(path, undefined, 'loading');
    library.global = false;
    library.exports = module.loadWebAssemblyModule(code, { nodelete: true }, path, {});
    return place;
  });
  return [...places, { path: '', ...end() }];
}

/** Where in HEAP32 the slot of Python's trampoline stands: 0 in a browser that has none. @param {Module} module */
export function trampolineIn(module) {
  return (module.__PyRuntime + module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2]) >>> 2;
}

/** @param {Uint32Array} words  a whole number of fours */
export function checksum(words) {
  let [a, b, c, d] = [1, 2, 3, 4];
  for (let i = 0; i < words.length; i += 4) {
    a = Math.imul(a ^ words[i], 0x9e3779b1);
    b = Math.imul(b ^ words[i + 1], 0x85ebca77);
    c = Math.imul(c ^ words[i + 2], 0xc2b2ae3d);
    d = Math.imul(d ^ words[i + 3], 0x27d4eb2f);
    a ^= a >>> 15;
    b ^= b >>> 15;
    c ^= c >>> 15;
    d ^= d >>> 15;
  }
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * @param {Uint8Array} content
 * @returns {Picture}
 */
export function read(content) {
  const { buffer, byteOffset } = content;
  const start = 4 + new DataView(buffer, byteOffset).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(content.subarray(4, start)));
  const runs = new Uint32Array(buffer, byteOffset + start, 2 * header.runs);
  return { header, runs, chunks: content.subarray(start + runs.byteLength) };
}

/**
 * @param {Uint8Array} memory
 * @param {Picture} picture
 */
export function fill(memory, { runs, chunks }) {
  let start = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const end = start + runs[run + 1] * CHUNK;
    memory.set(chunks.subarray(start, end), runs[run] * CHUNK);
    start = end;
  }
}

/**
 * Fills the memory, and gives Pyodide what it wants to know of the rest.
 *
 * @param {Module} module
 * @param {Picture[]} pictures
 */
function restore(module, pictures) {
  const { header } = /** @type {Picture} */ (pictures.at(-1));
  const isRoom = module.HEAPU8.length >= header.size || module.growMemory(header.size);
  if (!isRoom) throw new Error(`there is no memory for the ${header.size} bytes of the snapshot`);
  const trampoline = trampolineIn(module);
  const own = module.HEAP32[trampoline];
  for (const picture of pictures) fill(module.HEAPU8, picture);
  module.HEAP32[trampoline] = header.trampoline;
  expectSame('its checksum is', header.checksum, checksum(module.HEAPU32));
  module.HEAP32[trampoline] = own;
  for (const [handle, path] of header.handles) {
    module.LDSO.loadedLibsByHandle[handle] = module.LDSO.loadedLibsByName[path];
  }
  return header.references;
}

/**
 * @param {string} what
 * @param {unknown} wanted
 * @param {unknown} found
 */
function expectSame(what, wanted, found) {
  const [one, other] = [wanted, found].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`the snapshot does not fit: ${what} ${one}, not ${other}`);
}
