// @ts-check
/**
 * Leaves out of stylesheets what only their authors read, with esbuild.
 *
 * Argument: the folder of npm packages. Standard input: the texts, a list; standard output: what they have become, null
 * for one that esbuild does not understand.
 */
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [, , packages] = process.argv;
/** @type {typeof import('esbuild')} */
const esbuild = (await import(`${pathToFileURL(packages).href}/esbuild/lib/main.js`)).default;
/** @type {string[]} */
const sheets = JSON.parse(await text(process.stdin));

/** @param {string} css */
const minified = async (css) => (await esbuild.transform(css, { loader: 'css', minifyWhitespace: true, logLevel: 'silent' })).code;

const made = sheets.map((css) => minified(css).catch(() => null));
process.stdout.write(JSON.stringify(await Promise.all(made)));
