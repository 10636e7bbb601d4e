// @ts-check
// What the words of a figure quote is a model’s text, a token mostly: translators leave it as it is.

const QUOTED = /(‘[^‘]*?’(?!\p{L})|“[^“”]*”)/u; // a ’ before a letter is an apostrophe

/**
 * As sitegen/base/quoted.py writes it.
 * @param {Element} element
 * @param {string} text
 */
export function setWords(element, text) {
  if (element.textContent === text) return;
  element.replaceChildren(...text.split(QUOTED).map((words, index) => (index % 2 ? untranslated(words) : words)).filter(Boolean));
}

/** @param {string} words */
function untranslated(words) {
  const element = document.createElement('span');
  element.translate = false;
  element.textContent = words;
  return element;
}
