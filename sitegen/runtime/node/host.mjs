// @ts-check
/**
 * The packed runtime under Node, for the build: one Python, in a thread of `hosts.mjs`.
 *
 * The thread's data: {engine, wasm, rest, packs: […], snapshot} of file names, where Python comes out of a snapshot
 * {pictures, libraries, files} or, without, out of its packs. Then each message to it is the name of a pack to put in
 * place, {mount}, or a request: {post, figure, question}, {post, figure, method: 'look', question} or {evaluate}.
 * Messages from it: {ready: true}, then a {reply} to each request, in the same order, and {wrote: line} at any time. An
 * answer also says whether the rest of the library was asked for so far: `late`.
 *
 * @typedef {{ pictures: string[], libraries: string, files: string[] }} Snapshot
 * @typedef {{ engine: string, wasm: string, rest: string, packs: string[], snapshot?: Snapshot }} Files
 * @typedef {{ post: string, figure: string, method?: 'answer' | 'look', question: object, evaluate?: string }} Request
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { importEngine, unpacked } from './engine.mjs';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
let late = false;

/** @param {Files} files */
async function start({ engine, wasm, rest, packs, snapshot }) {
  const { boot } = await importEngine(engine);
  return boot({
    module: await WebAssembly.compile(unpacked(wasm)),
    packs: packs.map(unpacked),
    snapshot: snapshot && {
      pictures: snapshot.pictures.map(unpacked),
      libraries: unpacked(snapshot.libraries),
      files: snapshot.files,
    },
    fetchRest: () => {
      late = true;
      return new Uint8Array(readFileSync(rest));
    },
    onstage: () => {},
    print: wrote,
  });
}

/**
 * @param {import('../../../templates/assets/js/python/engine/boot.js').Python} python
 * @param {Request} request
 */
function reply(python, { post, figure, method, question, evaluate }) {
  if (evaluate) return { value: python.evaluate(evaluate) };
  const asked = JSON.stringify(question);
  if (method === 'look') return JSON.parse(python.look(post, figure, asked));
  const declared = JSON.parse(python.declare(post, figure));
  return declared.error ? declared : { ...declared, ...JSON.parse(python.respond(post, figure, asked)), late };
}

/** @param {string} line */
function wrote(line) {
  port.postMessage({ wrote: line });
}

async function main() {
  const python = await start(workerData);
  port.on('message', (request) => {
    try {
      if (request.mount) python.mount(unpacked(request.mount));
      else port.postMessage({ reply: reply(python, request) });
    } catch (error) {
      end(error);
    }
  });
  port.postMessage({ ready: true });
}

/**
 * An error's stack without the engine's own lines, which say nothing and are as long as a book.
 *
 * @param {unknown} error
 */
function told(error) {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').filter((line) => !line.includes('/engine.mjs:') && !line.includes('wasm://')).join('\n');
}

/** @param {unknown} error */
function end(error) {
  wrote(told(error));
  process.exit(1);
}

await main().catch(end);
