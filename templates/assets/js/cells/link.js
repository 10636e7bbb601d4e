// @ts-check
// Links to edits, a cell’s id and `?edit=…`: which cell and which edit the address means, and how others are sent there.

import { decoded } from '../base/decoded.js';
import { meant } from '../state/meant.js';
import { halves, split, terms } from '../state/permalink.js';

/**
 * @param {string} hash
 * @returns {{ id: string, edit: string | null, withState: boolean }}
 */
export function linkIn(hash) {
  const { id, query } = split(hash);
  const named = terms(query ?? '').map((term) => halves(term, '='));
  const [, edit = null] = named.find(([name]) => meant(name, ['edit'])) ?? [];
  return { id, edit: edit && (decoded(edit) ?? edit), withState: query !== null };
}

/**
 * @param {string} id  of a cell
 * @param {string} edit  as a link carries it
 */
export function fragmentOf(id, edit) {
  return `#${id}?edit=${edit}`;
}

/** What is shown is not what the address says any more. @param {string} id  of the cell */
export function leaveLink(id) {
  const there = linkIn(location.hash);
  if (meant(there.id, [id]) && there.edit !== null) readdress(`#${id}`);
}

/** The entry of the history stays the same. @param {string} hash */
export function readdress(hash) {
  try {
    history.replaceState(history.state, '', hash);
  } catch {
    // browsers refuse where it is asked for too often
  }
}
