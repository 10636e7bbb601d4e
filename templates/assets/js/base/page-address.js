// @ts-check

/** Where others find this page; '' for a saved copy of a page that does not know its own address. */
export function pageAddress() {
  if (location.protocol !== 'file:') return location.href.replace(/#.*/, '');
  return document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '';
}

/** What this page’s things are kept under: the same with and without the name of its file. */
export function pagePath() {
  return new URL(document.baseURI).pathname.replace(/\/index\.html$/, '/');
}
