// @ts-check
// What people and programs make of a name or a value on its way, undone where only one thing can be meant. Pure.

/** What a sentence puts behind a link that stands in it. */
export const TAIL = /[\s.,;:!?)\]}>"'”’»*_]+$/;

/**
 * The one of some names that is meant: the very one, or the only one with the same letters and digits.
 * @param {string} name
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function meant(name, names) {
  if (names.includes(name)) return name;
  const alike = names.filter((one) => bare(one) === bare(name));
  return alike.length === 1 ? alike[0] : undefined;
}

/** @param {string} name */
function bare(name) {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
