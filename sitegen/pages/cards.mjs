// @ts-check
/**
 * Draws SVG as PNG, with no fonts but those given.
 *
 * Argument: the folder of the npm package @resvg/resvg-wasm. Standard input: {fonts, drawings}, the paths of TrueType
 * files and the SVGs; standard output: the PNGs in base64.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const { Resvg, initWasm } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
await initWasm(readFile(join(folder, 'index_bg.wasm')));

/** @type {{ fonts: string[], drawings: string[] }} */
const { fonts, drawings } = JSON.parse(await text(process.stdin));
const font = { fontBuffers: await Promise.all(fonts.map((path) => readFile(path))) };

/** @param {string} svg */
const png = (svg) => Buffer.from(new Resvg(svg, { font }).render().asPng()).toString('base64');

process.stdout.write(JSON.stringify(drawings.map(png)));
