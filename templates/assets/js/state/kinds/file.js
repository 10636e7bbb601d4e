// @ts-check
// A file of the reader's own: chosen, dropped or pasted. It stays on the device; the state has a word for it, and no link.

import { bytes } from '../../base/amounts.js';
import { one, setText } from '../../base/dom.js';
import { say } from '../../base/words.js';
import { choose, chosen } from '../chosen.js';

/** @import { Control, Hand, Show, Taken } from './kind.js' */

/**
 * @typedef {object} Own
 * @property {'file'} kind
 * @property {''} default  no file
 * @property {string} kinds  which files are meant, in words
 * @property {boolean} pasted  whether text may be pasted for one
 * @property {string[]} instead  the controls that say what is shown without it: a link that sets one puts the file away
 *
 * @typedef {Control & Own} FileControl
 */

/**
 * A link brings no file.
 * @param {FileControl} control
 * @param {string} text
 */
export function normalise(control, text) {
  return text === '' ? '' : null;
}

/**
 * Only what this very page knows, as its own history does.
 * @param {FileControl} control
 * @param {string} text
 * @returns {Taken}
 */
export function taken(control, text) {
  if (!text || chosen(text)) return { value: text, said: '' };
  return { value: '', said: say('no link brings a file: choose it again') };
}

/**
 * @param {FileControl} control
 * @param {string} value
 */
export function written(control, value) {
  return value;
}

/**
 * Neither its name, for it goes onto paper and into what is saved.
 * @param {FileControl} control
 * @param {string} value
 */
export function words(control, value) {
  return value ? say('a file of your own') : say('none chosen');
}

export function allowed() {
  return '';
}

/**
 * @param {FileControl} control
 * @param {string} value
 */
export function literal(control, value) {
  return JSON.stringify(value);
}

const DRAGGED = 'Files'; // what browsers call them

/** Its values mean something on this page alone. */
export const local = true;

/**
 * @param {HTMLElement} root
 * @param {FileControl} control
 * @param {Hand} hand
 * @returns {Show}
 */
export function bind(root, { name, label }, hand) {
  const field = one(root, 'input[type="file"]', HTMLInputElement);
  const remove = one(root, '.remove', HTMLButtonElement);
  const said = one(root, '.chosen', HTMLElement);
  const take = (/** @type {File | undefined} */ file) => hand.moved(name, file ? choose(file) : '', 'press');
  const put = (/** @type {File | undefined} */ file) => {
    if (field.files?.[0] !== file) field.files = listOf(file);
  };
  /** @type {File | null | undefined} */
  let shown = null;

  field.addEventListener('click', () => put(undefined)); // else the same file, which may have changed, is no change
  field.addEventListener('cancel', () => put(chosen(String(hand.state()[name]))));
  field.addEventListener('change', () => take(field.files?.[0])); // none, where some browsers are left without a choice
  remove.addEventListener('click', () => {
    field.focus({ preventScroll: true }); // the button is about to go
    take(undefined);
  });
  bindDrop(root, (files) => {
    take(files[0]);
    if (files.length > 1) hand.remark(say('{label} takes one file: the first is taken.', { label }));
  });
  bindPaste(root, take);
  return (value) => {
    const file = chosen(String(value));
    if (file !== shown) put(file); // else what comes while a dialog is open would fill the field again
    shown = file;
    setText(said, file ? bytes(file.size) : ''); // its name the input says
    remove.hidden = !file;
  };
}

/**
 * @param {HTMLElement} root
 * @param {(files: FileList) => void} take  at least one
 */
function bindDrop(root, take) {
  let depth = 0; // of elements that a file is over
  const over = (/** @type {number} */ change) => {
    depth = change && depth + change;
    root.toggleAttribute('data-over', depth > 0);
  };
  root.addEventListener('dragenter', () => over(1));
  root.addEventListener('dragleave', () => over(-1));
  root.addEventListener('drop', ({ dataTransfer }) => {
    over(0);
    if (dataTransfer?.files.length) take(dataTransfer.files);
  });
  for (const kind of /** @type {const} */ (['dragover', 'drop'])) root.ownerDocument.addEventListener(kind, spare);
}

/** A file that misses its place would take the page's. @param {DragEvent} event */
function spare(event) {
  if (event.dataTransfer?.types.includes(DRAGGED)) event.preventDefault();
}

/**
 * @param {HTMLElement} root
 * @param {(file: File) => void} take
 */
function bindPaste(root, take) {
  const field = root.querySelector('textarea');
  field?.addEventListener('change', () => {
    if (!field.value.trim()) return;
    take(new File([field.value], say('pasted text')));
    field.value = '';
  });
  root.addEventListener('paste', (event) => {
    const { files } = event.clipboardData ?? new DataTransfer();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!files.length && (!field || !text.trim())) return;
    event.preventDefault();
    take(files[0] ?? new File([text], say('pasted text')));
  });
}

/** @param {File | undefined} file */
function listOf(file) {
  const list = new DataTransfer();
  if (file) list.items.add(file);
  return list.files;
}
