// @ts-check
// What the page's scripts say, in the page's language: templates/words/ has the phrases, the page those of its language.

/** @type {Record<string, string>} */
const own = JSON.parse(globalThis.document?.querySelector('script.words')?.textContent || '{}');

/**
 * @param {string} english  with the names of its values between braces: "Saved {name}."
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(english, values = {}) {
  return fill(own[english] ?? english, values);
}

/**
 * @param {string} phrase
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(phrase, values) {
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
