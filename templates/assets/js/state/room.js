// @ts-check
// How much a link can hold: longer ones get broken on their way. Pure.

/** Characters of one value. */
export const LINKED = 500;

/** @param {string} value  as it is written */
export function tooLong(value) {
  return value.length > LINKED && [...value].length > LINKED;
}
