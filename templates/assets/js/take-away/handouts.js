// @ts-check
// Texts that a figure writes for its reader: each lies in a fold, with a button that copies it and one that saves it.

import { copyOrSelect } from '../base/clipboard.js';
import { one } from '../base/dom.js';
import { say } from '../base/words.js';

/** @typedef {{name: string, kind: string}} Handout  what it is called in the name of a file, and how that ends */

/**
 * @param {HTMLElement} host
 * @param {(sentence: string) => void} tell
 * @param {(handout: Handout, text: string) => void} save
 */
export function bindHandouts(host, tell, save) {
  for (const fold of host.querySelectorAll('.handout')) {
    const text = one(fold, 'pre', HTMLElement);
    one(fold, '.copy-handout', HTMLButtonElement).addEventListener('click', async () => {
      const copied = await copyOrSelect(text);
      tell(copied ? say('Copied.') : say('This browser does not let the page copy: the text is selected.'));
    });
    one(fold, '.save-handout', HTMLButtonElement).addEventListener('click', () => {
      save({ name: fold.getAttribute('data-name') ?? '', kind: fold.getAttribute('data-kind') ?? '' }, text.textContent ?? '');
    });
  }
}
