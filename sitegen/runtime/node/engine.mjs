// @ts-check
/** The engine that readers get, in Node: disguised as a browser's worker, so that Pyodide takes the same paths here as there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * The engine's exports. It is imported from a file, because a data: address would be repeated in every stack trace.
 *
 * @param {string} pack
 */
export async function importEngine(pack) {
  becomeWorker();
  const folder = mkdtempSync(join(tmpdir(), 'sitegen-'));
  try {
    const file = join(folder, 'engine.mjs');
    writeFileSync(file, unpacked(pack));
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} path */
export function unpacked(path) {
  const bytes = gunzipSync(readFileSync(path));
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function becomeWorker() {
  class WorkerGlobalScope {
    static [Symbol.hasInstance]() {
      return true;
    }
  }
  Object.assign(globalThis, { WorkerGlobalScope, self: globalThis, location: new URL('https://runtime.invalid/') });
  Object.defineProperty(globalThis, 'process', { value: undefined });
}
