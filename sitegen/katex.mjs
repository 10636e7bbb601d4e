// @ts-check
/**
 * Typesets a batch of formulas with KaTeX.
 *
 * Argument: katex.mjs of the npm package. Standard input: {macros, formulas: [{tex, display}]}; standard output: for
 * each formula {html}, or {error, position} with the offset in the TeX (or null).
 *
 * @typedef {{ tex: string, display: boolean }} Formula
 */
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';

/** @type {typeof import('katex').default} */
const katex = (await import(pathToFileURL(process.argv[2]).href)).default;
/** @type {{ macros: Record<string, string>, formulas: Formula[] }} */
const { macros, formulas } = JSON.parse(await text(process.stdin));

/** @param {Formula} formula */
function typeset({ tex, display }) {
  try {
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: 'htmlAndMathml',
      macros: { ...macros },
      trust: ({ command }) => command === '\\htmlClass',
      strict: (code) => (code === 'htmlExtension' ? 'ignore' : 'error'),
    });
    return { html };
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return { error: error.rawMessage, position: error.position ?? null };
  }
}

process.stdout.write(JSON.stringify(formulas.map(typeset)));
