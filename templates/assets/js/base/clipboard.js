// @ts-check

/**
 * Copies a text. Pages that came over plain http have no clipboard; the old command serves there.
 * @param {string} text
 * @returns {Promise<boolean>}  whether it is copied
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/**
 * Copies what an element says; where the browser does not let the page copy, it is selected: one key is left to press.
 * @param {Element} element
 * @returns {Promise<boolean>}  whether it is copied
 */
export async function copyOrSelect(element) {
  const copied = await copyText(element.textContent ?? '');
  if (!copied) getSelection()?.selectAllChildren(element);
  return copied;
}

/** @param {string} text */
function copyByCommand(text) {
  let copied = false;
  const give = (/** @type {ClipboardEvent} */ event) => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    copied = event.clipboardData !== null;
  };
  document.addEventListener('copy', give);
  const done = document.execCommand('copy');
  document.removeEventListener('copy', give);
  return done && copied;
}
