// @ts-nocheck  Pyodide's own files, as they are here, have no types
// The engine, bundled into one text: a page starts a worker from it, and the build a thread.

import './refusing.js'; // before Pyodide's
import { loadPyodide } from 'pyodide/pyodide.mjs';
import createPyodideModule from 'pyodide/pyodide.asm.mjs';
import { info as lockInfo } from 'pyodide/pyodide-lock.json';
import { bootPython } from './boot.js';
import { restoring } from './restore.js';
import { serveRequests } from './worker.js';

const parts = { loadPyodide, createPyodideModule, lockInfo, restoring };

export const boot = (payload) => bootPython(parts, payload);
export const serve = (scope) => serveRequests(scope, boot);
export * from './restore.js'; // for the build, which takes the pictures
