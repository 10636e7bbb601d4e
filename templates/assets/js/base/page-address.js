// @ts-check

/** Where others find this page; '' for a saved copy of a page that does not know its own address. */
export function pageAddress() {
  if (location.protocol !== 'file:') return location.href.replace(/#.*/, '');
  return document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '';
}
