// @ts-check
/**
 * Takes the snapshot: starts Python as readers' pages do, imports all that they have, and writes down its memory.
 * Only what differs from a Python that has not yet started is written.
 *
 * The argument is JSON, of file names: {engine, wasm, packs, libraries, imports, files, target}.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { importEngine, unpacked } from '../../node/engine.mjs';

const HIBERNATION = new URL('hibernation.py', import.meta.url);

/** @typedef {import('./restore.js').Picture} Picture */

const order = JSON.parse(argv[2]);
const { boot, ...engine } = await importEngine(order.engine);
const { CHUNK, checksum, compile, preload, trampolineIn } = /** @type {typeof import('./restore.js')} */ (engine);

/**
 * Pyodide with the libraries where the snapshot wants them.
 *
 * @param {any} settings
 * @param {(module: any, places: import('./restore.js').Place[]) => void} use
 */
async function withLibraries(settings, use) {
  const libraries = await compile(unpacked(order.libraries));
  return {
    ...settings,
    createPyodideModule: async (/** @type {any} */ options) => {
      /** @type {import('./restore.js').Place[]} */
      let places = [];
      options.preRun.push((/** @type {any} */ module) => (places = preload(module, libraries)));
      const module = await settings.createPyodideModule(options);
      use(module, places);
      return module;
    },
  };
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
 * @param {Uint8Array} fresh
 * @returns {number[]}
 */
function changedRuns(memory, fresh) {
  const before = new Uint8Array(memory.length);
  before.set(fresh);
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
 * @param {import('./restore.js').Place[]} places
 * @param {Uint8Array} fresh
 */
function write(module, places, fresh) {
  const end = /** @type {import('./restore.js').Place} */ (places.at(-1)).slots;
  for (let slot = end; slot < module.wasmTable.length; slot++) {
    if (module.wasmTable.get(slot)) throw new Error(`Slot ${slot} of the functions is taken: no restore could fill it.`);
  }
  const memory = module.HEAPU8;
  const runs = changedRuns(memory, fresh);
  const opened = /** @type {[string, { name: string }][]} */ (Object.entries(module.LDSO.loadedLibsByHandle));
  /** @type {Picture} */
  const header = {
    madeFrom: order.files,
    places,
    handles: opened.filter(([, { name }]) => name.startsWith('/')).map(([handle, { name }]) => [handle, name]),
    trampoline: module.HEAP32[trampolineIn(module)],
    references: module.API.serializeHiwireState(),
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

/** @param {number[]} numbers */
function words(numbers) {
  return Buffer.from(Uint32Array.from(numbers).buffer);
}

/** Neither the time nor chance gets into the snapshot: the same parts make the same bytes. */
function standStill() {
  Date.now = () => 0;
  performance.now = () => 0;
  crypto.getRandomValues = (array) => array;
}

/** @type {import('../../../templates/assets/js/engine/boot.js').Load} */
async function load(loadPyodide, settings) {
  const fresh = await freshMemory(loadPyodide, settings); // in which time and chance are at work
  standStill();
  const taken = { module: /** @type {any} */ (undefined), places: /** @type {import('./restore.js').Place[]} */ ([]) };
  const changed = await withLibraries({ ...settings, _makeSnapshot: true }, (module, places) => {
    Object.assign(taken, { module, places });
  });
  const pyodide = await loadPyodide(changed);
  pyodide.FS.writeFile('hibernation.py', readFileSync(HIBERNATION));
  // They are loaded already. Python reads their files all the same, and would keep that in its memory.
  for (const { path } of taken.places.slice(0, -1)) pyodide.FS.writeFile(path, '');
  for (const name of ['hosted.late_imports', 'hosted.respond']) pyodide.pyimport(name).destroy();
  pyodide.runPython(readFileSync(order.imports, 'utf8'), { globals: pyodide.toPy({}) });
  pyodide.runPython('import hibernation; hibernation.prepare()');
  wash(taken.module);
  write(taken.module, taken.places, fresh);
  process.exit(0);
  return pyodide;
}

try {
  await boot({
    module: await WebAssembly.compile(unpacked(order.wasm)),
    packs: order.packs.map(unpacked),
    onstage: () => {},
    print: console.error,
    load,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
