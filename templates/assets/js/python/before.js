// @ts-check
/**
 * Which services a page asked on the last visit: they start beside the figures' Python then, rather than once this has said
 * that they are needed. Where nothing can be remembered, they start when they are asked.
 */
import { keptName, pagePath } from '../base/page-address.js';

/** Of this page alone. */
function key() {
  return keptName('services', pagePath());
}

/** Their names; to be read once, for from then on it is this visit that is remembered. @returns {string[]} */
export function askedBefore() {
  try {
    const names = JSON.parse(localStorage.getItem(key()) ?? '[]');
    localStorage.removeItem(key());
    return Array.isArray(names) ? names : [];
  } catch {
    return [];
  }
}

/** @param {Iterable<string>} names  of all that were asked on this visit */
export function rememberAsked(names) {
  try {
    localStorage.setItem(key(), JSON.stringify([...names]));
  } catch {
    // a full or a forbidden storage is as good as none
  }
}
