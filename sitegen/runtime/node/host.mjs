// @ts-check
/**
 * The packed runtime under Node, for the build: one Python, in a thread of `hosts.mjs`.
 *
 * The thread's data: {engine, wasm, rest, packs: […], snapshot} of file names, where Python comes out of a snapshot
 * {pictures, libraries, files} or, without, out of its packs. Then each message to it is the name of a pack to put in
 * place, {mount}, those of large files by where Python looks for them, {data}, or a request: {post, figure, question},
 * {post, figure, method: 'look', question}, {post, cell, code} or {evaluate}.
 * Messages from it: {ready: true}, then a {reply} to each request, in the same order, and {wrote: line} at any time. An
 * answer, and what came of a cell, also say whether the rest of the library was asked for so far: `late`.
 *
 * @typedef {{ pictures: string[], libraries: string, files: string[] }} Snapshot
 * @typedef {{ engine: string, wasm: string, rest: string, packs: string[], snapshot?: Snapshot }} Files
 * @typedef {import('../../../templates/assets/js/python/engine/boot.js').Python} Python
 * @typedef {{ post: string, cell: string, code: string }} Cell
 * @typedef {{ post: string, figure: string, method?: 'answer' | 'look', question: object, evaluate?: string }} Request
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { importEngine, unpacked } from './engine.mjs';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
let late = false;
/** @type {Record<string, string>} */
let data = {}; // the files that figures and services may need, by where Python looks for them, and packs of packages, by name

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
 * @param {Python} python
 * @param {string} method
 * @param {object} args
 * @param {Uint8Array[]} [buffers]
 * @returns {{ kind: string, text: string, buffers: Uint8Array[], part?: { text: string, buffers: Uint8Array[] } }}  the
 *   last reply, and the last part before it
 */
function once(python, method, args, buffers = []) {
  /** @type {ReturnType<typeof once>} */
  let last = { kind: 'failed', text: '', buffers: [] };
  python.respond(method, JSON.stringify(args), buffers, (kind, text, made) => {
    const part = kind === 'part' ? { text, buffers: made } : last.part;
    last = { kind, text, buffers: made, part };
  });
  return last;
}

/**
 * The same, with what it needs brought.
 *
 * @param {Python} python
 * @param {string} method
 * @param {object} args
 * @returns {ReturnType<typeof once>}
 */
function met(python, method, args) {
  const reply = once(python, method, args);
  const needs = reply.kind === 'failed' ? JSON.parse(reply.text).needs : undefined;
  if (!needs) return reply;
  for (const need of needs) {
    const failed = bring(python, need);
    if (failed) return failed;
  }
  return met(python, method, args);
}

/**
 * @param {Python} python
 * @param {{ data: string } | { service: string, method: string, arguments: object, stream?: boolean }} need
 * @returns {ReturnType<typeof once> | undefined}  why it cannot be had
 */
function bring(python, need) {
  if ('data' in need) {
    python.place(need.data, new Uint8Array(readFileSync(data[need.data])));
    return undefined;
  }
  let reply = met(python, 'call', need);
  while (need.stream && reply.kind === 'done' && reply.text === 'true') reply = met(python, 'call', need); // until all is there
  if (reply.kind === 'failed') return reply;
  const { text, buffers } = (need.stream && reply.part) || reply; // the whole is the last part
  once(python, 'keep', { call: need, result: text }, buffers);
  return undefined;
}

/**
 * What a cell says, part by part, and what it raises.
 *
 * @param {Python} python
 * @param {Cell} cell
 * @returns {{ parts: object[], raised: object | null, late: boolean }}
 */
function ran(python, cell) {
  /** @type {object[]} */
  const parts = [];
  /** @type {{ needs?: string[] } | null} */
  let raised = null;
  python.respond('run', JSON.stringify(cell), [], (kind, text) => {
    if (kind === 'part') parts.push(JSON.parse(text));
    else raised = JSON.parse(text);
  });
  const { needs } = /** @type {{ needs?: string[] }} */ (raised ?? {});
  if (!needs) return { parts, raised, late };
  for (const name of needs) python.mount(unpacked(data[name]));
  return ran(python, cell);
}

/**
 * @param {Python} python
 * @param {Request | Cell} request
 */
function reply(python, request) {
  if ('cell' in request) return ran(python, request);
  const { post, figure, method = 'answer', question, evaluate } = request;
  if (evaluate) return { value: python.evaluate(evaluate) };
  const asked = { post, figure, question: JSON.stringify(question) };
  const declared = once(python, 'declare', asked);
  const { kind, text } = declared.kind === 'failed' ? declared : met(python, method, asked);
  if (kind === 'failed') return { error: JSON.parse(text) };
  return { declaration: JSON.parse(declared.text), [method]: JSON.parse(text), late };
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
      else if (request.data) data = request.data;
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
