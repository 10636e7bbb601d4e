// @ts-check
// The files behind a figure, unfolded where the reader is: they come from a page of their own, once, when a fold opens.
// Where that page cannot be had, the links to it stay.

import { addCopyButton } from './copy.js';

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/**
 * The document in which a link ends. An offline copy of the page holds the files itself.
 *
 * @param {HTMLAnchorElement} link
 * @returns {Promise<Document>}
 */
function pageOf({ href }) {
  const [address] = href.split('#');
  if (address === location.href.split('#')[0]) return Promise.resolve(document);
  const page = pages.get(address) ?? fetched(address);
  pages.set(address, page);
  page.catch(() => pages.delete(address));
  return page;
}

/** @param {string} address */
async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be fetched: the server answered ${response.status}.`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/**
 * Puts a file's text in the place of the link to it.
 *
 * @param {HTMLLIElement} item  a link and some words
 * @param {boolean} open
 */
async function unfold(item, open) {
  const link = /** @type {HTMLAnchorElement} */ (item.firstElementChild);
  const page = await pageOf(link);
  const listed = page.getElementById(decodeURIComponent(link.hash.slice(1)))?.querySelector('.highlight pre');
  if (!listed || !link.isConnected) return; // the fold was opened again meanwhile, and this is done
  const code = document.createElement('div');
  code.className = 'highlight';
  code.append(document.importNode(listed, true));
  addCopyButton(code);
  const summary = document.createElement('summary');
  link.replaceWith(...link.childNodes);
  summary.append(...item.childNodes);
  const listing = document.createElement('details');
  listing.className = 'source';
  listing.open = open;
  listing.append(summary, code);
  item.replaceChildren(listing);
}

for (const fold of document.querySelectorAll('details.listings')) {
  const items = [...fold.querySelectorAll('li')];
  fold.addEventListener('toggle', () => {
    for (const item of items.filter((item) => !item.querySelector('.source'))) {
      unfold(item, item === items[0]).catch(() => {}); // the link is still there
    }
  });
}
