// @ts-check
/**
 * Bundles the engine with esbuild. Arguments: main.js of its npm package, the script, the folder of Pyodide's package.
 *
 * Names stay: Pyodide's classes are told to Python by theirs, and the page calls `serve` by its own.
 */
import process, { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , main, script, pyodide] = argv;
/** @type {typeof import('esbuild')} */
const esbuild = (await import(pathToFileURL(main).href)).default;

try {
  const { outputFiles } = await esbuild.build({
    entryPoints: [script],
    alias: { pyodide },
    external: ['node:*', 'ws'], // what Pyodide imports where it takes itself to be in Node
    bundle: true,
    format: 'esm',
    minifyWhitespace: true,
    write: false,
    logLevel: 'error',
  });
  stdout.write(outputFiles[0].text);
} catch {
  process.exitCode = 1; // why, esbuild has said
}
