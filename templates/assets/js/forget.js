// @ts-check
// The button that has the browser forget all that the site keeps there. Other sites may share its origin, even below it, and keep what is theirs.

import { keptName, siteRoot } from './base/page-address.js';
import { say } from './base/words.js';

/** How the names begin of what is kept, but for files; the choice of colours has another button to forget it. */
const BEGINNINGS = ['services', 'edit', 'entry'].map((kind) => keptName(kind, ''));
const FILES = `files of ${siteRoot()}runtime/`;

/** @param {string} name */
const isOwn = (name) => name === FILES || BEGINNINGS.some((beginning) => name.startsWith(beginning));

/** @param {() => Storage} storage */
function forgetIn(storage) {
  try {
    const kept = storage();
    for (const name of Object.keys(kept).filter(isOwn)) kept.removeItem(name);
  } catch {
    // where storage is forbidden, nothing is kept
  }
}

async function forgetFiles() {
  const names = (await globalThis.caches?.keys()) ?? []; // plain http has none
  await Promise.all(names.filter(isOwn).map((name) => caches.delete(name)));
}

const place = document.querySelector('.forgetting');
const [button, status] = place?.children ?? [];
if (place instanceof HTMLElement) place.hidden = false;
button?.addEventListener('click', async () => {
  forgetIn(() => localStorage);
  forgetIn(() => sessionStorage);
  const colours = document.querySelector('.theme [value="auto"]');
  if (colours instanceof HTMLElement) colours.click();
  try {
    await forgetFiles();
    status.textContent = say('Nothing of this site is kept any more, but in the history of your tabs.');
  } catch (error) {
    status.textContent = say('The browser did not delete the files: {reason}', { reason: String(error) });
  }
});
