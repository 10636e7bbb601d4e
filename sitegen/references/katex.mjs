// @ts-check
/**
 * Typesets a batch of formulas with KaTeX.
 *
 * Argument: katex.mjs of the npm package. Standard input: {macros, formulas: [{tex, display}]}; standard output: for
 * each formula {html}, or {refused, position} with a command that makes links, pictures or HTML, or {error, position};
 * positions are offsets in the TeX (or null).
 *
 * @typedef {{ tex: string, display: boolean }} Formula
 */
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';

import { expand } from './expand.mjs';

/** @type {typeof import('katex').default} */
const katex = (await import(pathToFileURL(process.argv[2]).href)).default;
/** @type {{ macros: Record<string, string>, formulas: Formula[] }} */
const { macros, formulas } = JSON.parse(await text(process.stdin));

// What the theme's own macros may use, and nobody else.
const OUTSIDE = /\\(?:href|url|includegraphics|html[A-Z][a-z]+)(?![a-zA-Z])/;
// Environments that number each of their rows. Numbers are the labels' affair, whatever the environment.
const NUMBERED = /\\(begin|end)\s*\{(align|alignat|equation|gather)\}/g;
// `\\` begins a new line in what is displayed, too.
const LENIENT = ['htmlExtension', 'newLineInDisplayMode'];

/** @param {Formula} formula */
function typeset({ tex, display }) {
  const outside = OUTSIDE.exec(tex);
  if (outside) return { refused: outside[0], position: outside.index };
  try {
    const html = katex.renderToString(tex.replace(NUMBERED, '\\$1{$2*}'), {
      displayMode: display,
      output: 'htmlAndMathml',
      macros: { ...macros },
      trust: ({ command }) => command === '\\htmlClass',
      strict: (code) => (LENIENT.includes(code) ? 'ignore' : 'error'),
    });
    return { html: mended(html, tex) };
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return { error: error.rawMessage, position: error.position ?? null };
  }
}

/**
 * No space before an attribute's value, nothing for a translator, and TeX that others understand.
 * @param {string} html
 * @param {string} tex
 */
function mended(html, tex) {
  const own = expand(tex, { ...macros, '\\htmlClass': '#2' });
  return html
    .replaceAll(' class ="', ' class="')
    .replaceAll('<span class="katex">', '<span class="katex" translate="no">')
    .replace(/(?<=<annotation[^>]*>)[^]*?(?=<\/annotation>)/, () => escaped(own));
}

/** @param {string} tex */
const escaped = (tex) => tex.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

process.stdout.write(JSON.stringify(formulas.map(typeset)));
