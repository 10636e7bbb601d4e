// @ts-check
// A page that comes alive. It is parsed and painted meanwhile: Python is asked for once a figure that is there by now, or
// when all of the page is, shows in a frame to be near; the text is served once all is there, and what else lives comes
// once that is painted.

import { begun, putsOff } from './base/visit.js';
import { FirstLook } from './figure/near.js';
import { savesData } from './load/circumstances.js';
import { services } from './python/here.js';

/** By the element that has to be there. @type {Record<string, () => Promise<unknown>>} */
const PARTS = {
  'nt-figure': () => import('./figure/figure.js'),
  'nt-cell': () => import('./cells/cells.js'),
};
const firstLook = new FirstLook(() => services.start());

function look() {
  if (!savesData()) firstLook.look();
}

function parsed() {
  import('./page/every.js').catch(reportError); // unmoved.js hears of it
  begun().then(look);
  requestAnimationFrame(() => setTimeout(wake));
}

function wake() {
  firstLook.end(); // from now on each figure looks for itself
  for (const [name, part] of Object.entries(PARTS)) if (document.querySelector(name)) part().catch(reportError);
}

if (putsOff()) look();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', parsed);
else parsed();
