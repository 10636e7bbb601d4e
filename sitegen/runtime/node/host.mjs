// @ts-check
/**
 * The packed runtime under Node, for the build.
 *
 * Standard input: one JSON line {engine, wasm, rest, packs: […], snapshot} of file names, where Python comes out of a
 * snapshot {pictures, libraries, files} or, without, out of its packs. Then one JSON line a request:
 * {post, figure, question}, {post, figure, method: 'look', question} or {evaluate}.
 * Standard output: {"ready": true}, then one JSON line a reply, in the same order. An answer also says whether the rest
 * of the library was asked for so far: `late`.
 *
 * @typedef {{ pictures: string[], libraries: string, files: string[][] }} Snapshot
 * @typedef {{ engine: string, wasm: string, rest: string, packs: string[], snapshot?: Snapshot }} Files
 * @typedef {{ post: string, figure: string, method?: 'answer' | 'look', question: object, evaluate?: string }} Request
 */
import { readFileSync } from 'node:fs';
import process, { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { importEngine, unpacked } from './engine.mjs';

/**
 * Waits until the reply is on its way: a pipe that is full takes no more at once.
 *
 * @param {unknown} reply
 * @returns {Promise<void>}
 */
function say(reply) {
  return new Promise((resolve, reject) => {
    stdout.write(`${JSON.stringify(reply)}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

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
    print: console.error,
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

async function main() {
  /** @type {import('../../../templates/assets/js/python/engine/boot.js').Python | undefined} */
  let python;
  for await (const line of createInterface({ input: stdin })) {
    const message = JSON.parse(line);
    if (python) {
      await say(reply(python, message));
    } else {
      python = await start(message);
      await say({ ready: true });
    }
  }
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

await main().then(
  () => process.exit(0),
  (error) => {
    console.error(told(error));
    process.exit(1);
  },
);
