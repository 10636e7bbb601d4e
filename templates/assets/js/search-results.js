// @ts-check
// What finds, fetched with the first key: a classic script, as its bundle imports nothing and exports nothing.

import { one } from './base/dom.js';
import { show } from './search/found.js';
import { finder } from './search/finder.js';

const field = one(document, '.search input', HTMLInputElement);
const { siteTexts } = /** @type {typeof globalThis & { siteTexts: import('./search/finder.js').SitePage[] }} */ (globalThis);
const root = new URL(field.dataset.scripts?.split(' ')[0] ?? '', document.baseURI); // beside which the pages' paths begin

show(field, one(document, '.search .found', HTMLElement), finder(siteTexts), root);
