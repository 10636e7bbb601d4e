// @ts-check
// A button on every block of code, which copies it. It has no room of its own.

import { copyText } from '../base/clipboard.js';
import { say } from '../base/words.js';

const WHILE_MS = 2000;

const said = document.createElement('p');
said.className = 'copied visually-hidden';
said.setAttribute('role', 'status');

/**
 * @param {HTMLPreElement} code
 * @returns {Promise<string>}  what has come of it, in a word
 */
async function copy(code) {
  if (await copyText(code.textContent ?? '')) return say('Copied');
  getSelection()?.selectAllChildren(code); // the browser does not let the page copy: one key is left to press
  return say('Selected');
}

/**
 * @param {HTMLPreElement} code
 * @returns {HTMLButtonElement}
 */
function button(code) {
  const label = document.createElement('span');
  const name = document.createElement('span');
  const made = document.createElement('button');
  label.textContent = say('Copy');
  name.className = 'visually-hidden';
  name.textContent = ` ${code.getAttribute('aria-label') ?? say('the code')}`;
  made.type = 'button';
  made.className = 'copy';
  made.append(label, name);
  made.addEventListener('click', async () => {
    label.textContent = await copy(code);
    said.textContent = `${label.textContent}.`;
    setTimeout(() => {
      label.textContent = say('Copy');
      said.textContent = '';
    }, WHILE_MS);
  });
  return made;
}

/** @param {Element} block  one with a `pre` in it */
export function addCopyButton(block) {
  const code = block.querySelector('pre');
  if (code) block.append(button(code));
}

for (const block of document.querySelectorAll('.highlight')) addCopyButton(block);
document.body.append(said);
