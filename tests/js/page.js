// @ts-check
/** A document of which no more is there than where it lies: that of a page in a folder of its site. @param {string} address */
export function openPage(address) {
  Object.assign(globalThis, { document: { baseURI: address, documentElement: { dataset: { root: '..' } } } });
}
