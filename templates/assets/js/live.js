// @ts-check
// A page that comes alive. What makes it do so is in the same file, but runs only once the text is painted.

import './page.js';

/** By the element that has to be there. @type {Record<string, () => Promise<unknown>>} */
const PARTS = {
  'nt-figure': () => import('./figure/figure.js'),
  'nt-cell': () => import('./cells/cells.js'),
};

function start() {
  for (const [name, part] of Object.entries(PARTS)) if (document.querySelector(name)) part().catch(reportError); // unmoved.js hears of it
}

requestAnimationFrame(() => setTimeout(start));
