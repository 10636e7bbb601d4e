// @ts-check
/**
 * Several Pythons in one process, each in a thread of its own (`host.mjs`): what one has imported, another does not find
 * imported, and what was compiled for one need not be compiled for the next.
 *
 * Standard input: one JSON line an order. {to, files} starts a Python, {to, request} asks it, {to} ends it; `to` is its
 * number. Standard output: one JSON line a message of theirs, as host.mjs sends it, with `from`; and {from, left: status}
 * once one has ended by itself.
 */
import process, { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

/** @type {Map<number, Worker>} */
const hosts = new Map();

/**
 * @param {number} from
 * @param {object} message
 */
function tell(from, message) {
  stdout.write(`${JSON.stringify({ from, ...message })}\n`);
}

/**
 * @param {number} number
 * @param {object} files
 */
function start(number, files) {
  const host = new Worker(new URL('host.mjs', import.meta.url), { workerData: files });
  hosts.set(number, host);
  host.on('message', (message) => tell(number, message));
  host.on('error', (error) => tell(number, { wrote: String(error.stack ?? error) }));
  host.on('exit', (status) => hosts.delete(number) && tell(number, { left: status }));
}

for await (const line of createInterface({ input: stdin })) {
  const { to, files, request } = JSON.parse(line);
  const host = hosts.get(to);
  if (files) start(to, files);
  else if (request) host?.postMessage(request);
  else if (hosts.delete(to)) host?.terminate();
}
process.exit(0);
