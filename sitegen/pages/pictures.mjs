// @ts-check
/**
 * Draws SVG as PNG, with no fonts but those given; what a drawing leaves bare is white paper.
 *
 * Argument: the folder of the npm package @resvg/resvg-wasm. Standard input: {fonts, drawings, scale}, the paths of
 * TrueType files, the SVGs by name and how many times their size is wanted; standard output: the PNGs in base64, by
 * name.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const { Resvg, initWasm } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
await initWasm(readFile(join(folder, 'index_bg.wasm')));

/** @type {{ fonts: string[], drawings: Record<string, string>, scale: number }} */
const { fonts, drawings, scale } = JSON.parse(await text(process.stdin));
const fontBuffers = await Promise.all(fonts.map((path) => readFile(path)));
const options = { font: { fontBuffers }, fitTo: { mode: 'zoom', value: scale }, background: '#fff' };

/**
 * @param {string} name
 * @param {string} svg
 */
function png(name, svg) {
  try {
    const drawing = new Resvg(svg, options);
    const picture = drawing.render();
    const written = Buffer.from(picture.asPng()).toString('base64');
    picture.free(); // else the memory of all would be needed at once
    drawing.free();
    return written;
  } catch (error) {
    throw new Error(`${name}: ${error}`);
  }
}

const pngs = Object.fromEntries(Object.entries(drawings).map(([name, svg]) => [name, png(name, svg)]));
process.stdout.write(JSON.stringify(pngs));
