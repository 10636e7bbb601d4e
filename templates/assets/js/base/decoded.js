// @ts-check

/**
 * @param {string} text
 * @returns {string | null}  null where its escapes are broken
 */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
