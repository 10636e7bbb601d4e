// @ts-check
// What keyboards on screens hide, as a row of buttons beneath a plain field. The field keeps the focus, and with it the
// keyboard stays.

import { say } from '../base/words.js';

/** @import { PlainField } from './field.js' */

const SYMBOLS = '()[]{}:=_"\'#*/';

/** @param {PlainField} field */
export function symbolRow(field) {
  const row = document.createElement('div');
  row.className = 'symbols';
  row.translate = false;
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', say('Symbols'));
  row.append(
    button('⇤', () => field.unindent(), say('Unindent')),
    button('⇥', () => field.indent(), say('Indent')),
    ...Array.from(SYMBOLS, (symbol) => button(symbol, () => field.insert(symbol))),
  );
  row.addEventListener('pointerdown', (event) => event.preventDefault());
  row.addEventListener('mousedown', (event) => event.preventDefault());
  return row;
}

/**
 * @param {string} sign
 * @param {() => void} act
 * @param {string} [name]
 */
function button(sign, act, name) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = sign;
  if (name) made.setAttribute('aria-label', name);
  made.addEventListener('click', act);
  return made;
}
