// @ts-check

import { one } from '../../base/dom.js';

/** @import { Control, Hand } from './kind.js' */

/**
 * The button that brings one control back. It goes once it has: what is left to use takes the focus.
 * @param {HTMLElement} root
 * @param {Control} control
 * @param {Hand} hand
 * @param {HTMLElement} heir
 */
export function bindReset(root, control, { moved }, heir) {
  one(root, '.reset-one', HTMLButtonElement).addEventListener('click', () => {
    heir.focus({ preventScroll: true });
    moved(control.name, control.default, 'press');
  });
}
