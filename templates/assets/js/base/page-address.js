// @ts-check

/** Where others find this page; '' for a saved copy of a page that does not know its own address. */
export function pageAddress() {
  if (location.protocol !== 'file:') return location.href.replace(/#.*/, '');
  return document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '';
}

/** Where the site begins, with a slash at the end: others may share its origin, and lie below it. */
export function siteRoot() {
  return new URL(document.documentElement.dataset.root ?? '.', document.baseURI).href;
}

/**
 * The name of something that the site keeps in a browser: no other site’s begins as its own do.
 * @param {string} kind
 * @param {string} what
 */
export function keptName(kind, what) {
  return `${kind} of ${siteRoot()} ${what}`;
}

/** What this page’s things are kept under: the same with and without the name of its file. */
export function pagePath() {
  return new URL(document.baseURI).pathname.replace(/\/index\.html$/, '/');
}
