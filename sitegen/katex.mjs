// Typesets a batch of formulas with KaTeX.
// Called as `node katex.mjs <katex.mjs of the package>`; standard input: {macros, formulas: [{tex, display}]};
// standard output: for each formula {html}, or {error, position} with the offset in the TeX (or null).
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';

const { default: katex } = await import(pathToFileURL(process.argv[2]).href);
const { macros, formulas } = JSON.parse(await text(process.stdin));

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
