// @ts-check
// Finds, and lists what is found; fetched with the first key: a classic script, as its bundle imports nothing and exports nothing.

import { one } from './base/dom.js';
import { siteRoot } from './base/page-address.js';
import { finder } from './search/finder.js';
import { show } from './search/results-list.js';

const field = one(document, '.search input', HTMLInputElement);
const { siteTexts } = /** @type {typeof globalThis & { siteTexts: import('./search/finder.js').SitePage[] }} */ (globalThis);

show(field, one(document, '.search .found', HTMLElement), finder(siteTexts), new URL(siteRoot()));
