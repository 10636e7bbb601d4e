// @ts-check
// A button on every block of code, which copies it, and has no room of its own; and one beside a line to cite the page.

import { copyOrSelect } from '../base/clipboard.js';
import { say } from '../base/words.js';

const WHILE_MS = 2000;

const said = document.createElement('p');
said.className = 'copied visually-hidden';
said.setAttribute('role', 'status');

/**
 * @param {Element} text
 * @param {string} called  what it is, to those who do not see it
 * @returns {HTMLButtonElement}
 */
function button(text, called) {
  const label = document.createElement('span');
  const name = document.createElement('span');
  const made = document.createElement('button');
  label.textContent = say('Copy');
  name.className = 'visually-hidden';
  name.textContent = ` ${called}`;
  made.type = 'button';
  made.className = 'copy';
  made.append(label, name);
  made.addEventListener('click', async () => {
    label.textContent = (await copyOrSelect(text)) ? say('Copied') : say('Selected');
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
  if (code) block.append(button(code, code.getAttribute('aria-label') ?? say('the code')));
}

for (const block of document.querySelectorAll('.highlight')) addCopyButton(block);
for (const line of document.querySelectorAll('.to-cite')) {
  const text = line.querySelector('p');
  if (text) line.append(button(text, line.getAttribute('data-copied') ?? ''));
}
document.body.append(said);
