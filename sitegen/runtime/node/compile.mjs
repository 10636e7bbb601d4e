// @ts-check
/**
 * Compiles Python inside the Pyodide that will run it: bytecode of another Python would not be accepted there.
 *
 * Arguments: the npm package's folder, a Python file that defines `compile_library(input, output)`, and the zip files
 * that it reads and writes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [pyodide, script, input, output] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: pyodide, env: { PYTHONHASHSEED: '0' } });
python.FS.writeFile('/input.zip', readFileSync(input));
python.runPython(readFileSync(script, 'utf8'), { filename: script });
python.globals.get('compile_library')('/input.zip', '/output.zip');
writeFileSync(output, python.FS.readFile('/output.zip'));
