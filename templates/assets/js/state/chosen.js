// @ts-check
// The files that the reader has chosen on this page. A state has a word for one, drawn by chance: another page, or this
// one on another visit, knows it by none.

/** @type {Map<string, File>} */
const files = new Map();

/**
 * @param {File} file
 * @returns {string}  what states call it
 */
export function choose(file) {
  for (const [handle, known] of files) if (known === file) return handle;
  const handle = crypto.getRandomValues(new Uint32Array(2)).reduce((word, part) => word + part.toString(36), '');
  files.set(handle, file);
  return handle;
}

/** @param {string} handle */
export function chosen(handle) {
  return files.get(handle);
}
