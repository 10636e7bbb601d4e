// @ts-check
/**
 * Leaves out of stylesheets what only their authors read, with esbuild.
 *
 * Argument: the folder of npm packages. Standard input: the texts, a list; standard output: what they have become.
 */
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [, , packages] = process.argv;
/** @type {typeof import('esbuild')} */
const esbuild = (await import(`${pathToFileURL(packages).href}/esbuild/lib/main.js`)).default;
/** @type {string[]} */
const sheets = JSON.parse(await text(process.stdin));

const made = sheets.map((css) => esbuild.transform(css, { loader: 'css', minifyWhitespace: true, logLevel: 'silent' }));
process.stdout.write(JSON.stringify((await Promise.all(made)).map(({ code }) => code)));
