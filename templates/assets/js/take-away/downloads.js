// @ts-check
// Files that a figure writes once the reader asks for them: the button that did so stops the writing, too.

import { percent } from '../base/amounts.js';
import { say } from '../base/words.js';

/** @import { Download } from '../python/python.js' */

/**
 * @typedef {{name: string, kind: string}} Named  what it is called in the name of a file, and how that ends
 *
 * @typedef {object} Way
 * @property {(name: string, progress: (done: number) => void, signal: AbortSignal) => Promise<Download>} written
 * @property {(file: Named) => (pieces: string[]) => string} save  names a file; then saves it, and gives its whole name
 * @property {(sentence: string) => void} say
 */

/**
 * @param {HTMLElement} host
 * @param {Way} way
 */
export function bindDownloads(host, way) {
  for (const button of host.querySelectorAll('button.download')) bind(/** @type {HTMLElement} */ (button), way);
}

/**
 * @param {HTMLElement} button
 * @param {Way} way
 */
function bind(button, way) {
  const label = button.textContent;
  const { name = '', kind = '' } = button.dataset;
  /** @type {AbortController | undefined} */
  let writing;
  button.addEventListener('click', async () => {
    if (writing) return writing.abort();
    writing = new AbortController();
    button.style.minInlineSize = `${button.offsetWidth}px`; // what stands beside it stays where it is
    button.textContent = say('Stop');
    const progress = (/** @type {number} */ done) => (button.textContent = `${say('Stop')} (${percent(done)})`);
    way.say(say('Writing the file'));
    const save = way.save({ name, kind });
    try {
      const { pieces, said } = await way.written(name, progress, writing.signal);
      way.say(pieces.length ? `${say('Saved {name}.', { name: save(pieces) })} ${said}` : said);
    } catch (error) {
      way.say(/** @type {Error} */ (error).message);
    }
    writing = undefined;
    button.textContent = label;
    button.style.minInlineSize = '';
  });
}
