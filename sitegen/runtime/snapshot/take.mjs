// @ts-check
/**
 * Takes a picture of Python: starts it as readers' pages do, imports all that they have, and writes down its memory.
 * Only what differs from what a page has before is written: for the snapshot, that is a Python that has not yet started;
 * for a layer, the one out of the snapshot.
 *
 * The argument is JSON, of file names: {engine, wasm, packs, libraries, snapshot, files, target}, and what to import:
 * `imports`, the name of a Python file, or, where there is a snapshot to start from, `figures`, [post, id] pairs.
 * It ends with status 3, and says why, where these do what no picture can hold.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { importEngine, unpacked } from '../node/engine.mjs';

const HIBERNATION = new URL('inside/hibernation.py', import.meta.url);

/**
 * @typedef {import('../../../templates/assets/js/python/engine/restore.js').Header} Header
 * @typedef {import('../../../templates/assets/js/python/engine/boot.js').Load} Load
 * @typedef {import('../../../templates/assets/js/python/engine/restore.js').Place} Place
 * @typedef {(...args: Parameters<Load>) => Promise<{ pyodide: Awaited<ReturnType<Load>>, places: Place[] }>} Start
 */

const order = JSON.parse(argv[2]);
const { boot, ...engine } = await importEngine(order.engine);
const { CHUNK, checksum, compile, fill, preload, read, restoring, trampolineIn } =
  /** @type {typeof import('../../../templates/assets/js/python/engine/restore.js')} */ (engine);
const snapshot = order.snapshot && unpacked(order.snapshot);

/** Something lies outside of the memory, and no restore could put it there. */
class Refusal extends Error {}

/**
 * Pyodide with the libraries where the snapshot wants them.
 *
 * @param {any} settings
 * @param {(module: any, places: Place[]) => void} use
 */
async function withLibraries(settings, use) {
  const libraries = await compile(unpacked(order.libraries));
  return {
    ...settings,
    createPyodideModule: async (/** @type {any} */ options) => {
      /** @type {Place[]} */
      let places = [];
      options.preRun.push((/** @type {any} */ module) => (places = preload(module, libraries)));
      const module = await settings.createPyodideModule(options);
      use(module, places);
      return module;
    },
  };
}

/**
 * The memory as it is in a page before the picture.
 *
 * @type {(...args: Parameters<Load>) => Promise<Uint8Array>}
 */
async function memoryBefore(loadPyodide, settings) {
  const fresh = await freshMemory(loadPyodide, settings);
  if (!snapshot) return fresh;
  const picture = read(snapshot);
  const memory = new Uint8Array(picture.header.size);
  memory.set(fresh);
  fill(memory, picture);
  return memory;
}

/**
 * The memory in which a snapshot is restored.
 *
 * @param {any} loadPyodide
 * @param {any} settings
 * @returns {Promise<Uint8Array>}
 */
function freshMemory(loadPyodide, settings) {
  return new Promise((resolve, reject) => {
    const stop = new Error('seen enough');
    withLibraries({ ...settings, _loadSnapshot: new ArrayBuffer(0) }, (module) => {
      resolve(module.HEAPU8.slice());
      throw stop;
    })
      .then(loadPyodide)
      .catch((error) => error !== stop && reject(error));
  });
}

/** Zeros what is free, and the part of the stack that is not in use. @param {any} module */
function wash(module) {
  const end = () => module.HEAPU32[module._emscripten_get_sbrk_ptr() >>> 2];
  const before = end();
  const blocks = [];
  for (let size = 2 ** 20; size >= 16; size /= 2) {
    for (let block = module._malloc(size); ; block = module._malloc(size)) {
      blocks.push(block);
      if (block + size > before) break;
      module.HEAPU8.fill(0, block, block + size);
    }
  }
  blocks.forEach((block) => module._free(block));
  module.HEAPU8.fill(0, module._emscripten_stack_get_end(), module._emscripten_stack_get_current());
}

/**
 * The chunks that differ, as runs: the number of the first one, how many.
 *
 * @param {Uint8Array} memory
 * @param {Uint8Array} shorter  what was there before
 * @returns {number[]}
 */
function changedRuns(memory, shorter) {
  const before = new Uint8Array(memory.length);
  before.set(shorter);
  /** @type {number[]} */
  const runs = [];
  for (let chunk = 0; chunk < memory.length / CHUNK; chunk++) {
    const [start, end] = [chunk * CHUNK, (chunk + 1) * CHUNK];
    if (!Buffer.compare(memory.subarray(start, end), before.subarray(start, end))) continue;
    if (runs.length && runs[runs.length - 2] + runs[runs.length - 1] === chunk) runs[runs.length - 1]++;
    else runs.push(chunk, 1);
  }
  return runs;
}

/**
 * @param {any} module
 * @param {Place[]} places
 * @param {Uint8Array} before
 */
function write(module, places, before) {
  const open = module.FS.streams.filter(Boolean).slice(3);
  if (open.length) throw new Refusal(`The file ${open[0].path} stays open.`);
  const end = /** @type {Place} */ (places.at(-1)).slots;
  for (let slot = end; slot < module.wasmTable.length; slot++) {
    if (module.wasmTable.get(slot)) throw new Refusal(`Slot ${slot} of the functions is taken.`);
  }
  const memory = module.HEAPU8;
  const runs = changedRuns(memory, before);
  const opened = /** @type {[string, { name: string }][]} */ (Object.entries(module.LDSO.loadedLibsByHandle));
  /** @type {Header} */
  const header = {
    madeFrom: order.files,
    places,
    handles: opened.filter(([, { name }]) => name.startsWith('/')).map(([handle, { name }]) => [handle, name]),
    trampoline: module.HEAP32[trampolineIn(module)],
    references: referencesIn(module),
    size: memory.length,
    checksum: checksum(module.HEAPU32),
    runs: runs.length / 2,
  };
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const chunks = [];
  for (let run = 0; run < runs.length; run += 2) {
    chunks.push(memory.subarray(runs[run] * CHUNK, (runs[run] + runs[run + 1]) * CHUNK));
  }
  writeFileSync(order.target, Buffer.concat([words([padded.length]), Buffer.from(padded), words(runs), ...chunks]));
}

/** @param {any} module */
function referencesIn(module) {
  try {
    return module.API.serializeHiwireState();
  } catch (error) {
    throw new Refusal(`An object of JavaScript’s is kept (${error instanceof Error ? error.message : error}).`);
  }
}

/** @param {number[]} numbers */
function words(numbers) {
  return Buffer.from(Uint32Array.from(numbers).buffer);
}

/** Neither the time nor chance gets into the snapshot: the same parts make the same bytes. */
function standStill() {
  Date.now = performance.now = () => 0;
  crypto.getRandomValues = (array) => array;
}

/**
 * Time leaps with every look at it, and chance is another. What these may leave in a page's memory, such as how long a
 * moment took, then differs from what they leave where they stand still: so it is in the picture, and fits every page.
 */
function leap() {
  let now = 1e9;
  Date.now = performance.now = () => (now += 1e6 + 1);
  crypto.getRandomValues = (array) => (array instanceof Uint8Array ? /** @type {any} */ (array.fill(0x5a)) : array);
}

/** @type {Start} */
async function everyPages(loadPyodide, settings) {
  /** @type {Place[]} */
  let places = [];
  const changed = await withLibraries(settings, (_, found) => (places = found));
  const pyodide = await loadPyodide(changed);
  pyodide.FS.writeFile('hibernation.py', readFileSync(HIBERNATION));
  // They are loaded already. Python reads their files all the same, and would keep that in its memory.
  for (const { path } of places.slice(0, -1)) pyodide.FS.writeFile(path, '');
  for (const name of ['hosted.late_imports', 'hosted.respond']) pyodide.pyimport(name).destroy();
  pyodide.runPython(readFileSync(order.imports, 'utf8'), { globals: pyodide.toPy({}) });
  pyodide.runPython('import hibernation; hibernation.make_room()');
  return { pyodide, places };
}

/** @type {Start} */
async function onePages(loadPyodide, settings) {
  const { header } = read(snapshot);
  const load = restoring({ pictures: [snapshot], libraries: unpacked(order.libraries), files: header.madeFrom });
  const pyodide = await load(loadPyodide, settings);
  const hibernation = pyodide.pyimport('hibernation');
  const reason = hibernation.load(JSON.stringify(order.figures));
  if (reason) throw new Refusal(reason);
  hibernation.destroy();
  return { pyodide, places: header.places };
}

/** @type {Load} */
async function load(loadPyodide, settings) {
  leap();
  const before = await memoryBefore(loadPyodide, settings);
  standStill();
  const start = snapshot ? onePages : everyPages;
  const { pyodide, places } = await start(loadPyodide, { ...settings, _makeSnapshot: true });
  pyodide.runPython('import hibernation; hibernation.prepare()');
  const module = /** @type {any} */ (pyodide)._module;
  wash(module);
  write(module, places, before);
  process.exit(0);
  return pyodide;
}

try {
  await boot({
    module: await WebAssembly.compile(unpacked(order.wasm)),
    packs: order.packs.map(unpacked),
    onstage: () => {},
    print: (/** @type {string} */ line) => console.error(line),
    load,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof Refusal ? 3 : 1);
}
