// @ts-check
// <nt-figure>. Everything of a figure is in the page already; this wakes the figures up and ties them to the address.

import { Address } from './address.js';
import { savesData } from './circumstances.js';
import { LiveFigure } from './live-figure.js';
import { split } from './permalink.js';
import { createPython } from './python.js';
import { weight } from './status-line.js';

/** @type {Map<string, LiveFigure>} */
const figures = new Map();
const manifest = JSON.parse(document.getElementById('runtime-manifest')?.textContent ?? '{}');
const python = createPython(manifest);
const address = new Address();

class FigureElement extends HTMLElement {
  connectedCallback() {
    if (figures.has(this.id)) return;
    const size = savesData() ? weight(manifest, this.dataset.post ?? '') : '';
    figures.set(this.id, new LiveFigure(this, python, { moved, returned, size, wheel: manifest.wheel }));
  }
}

/**
 * @param {LiveFigure} figure
 * @param {string} control
 */
function moved(figure, control) {
  address.moved(control && `${figure.id} ${control}`, { figures: queries(), hash: hashOf(figure) });
}

/**
 * What the page shows is no step of the reader's: it takes the place of the one that failed.
 * @param {LiveFigure} figure
 */
function returned(figure) {
  address.flush();
  address.hold(queries(), split(location.hash).id === figure.id ? hashOf(figure) : undefined);
}

/** A file that did not come while the network was gone may come now. */
function online() {
  const { state, file } = python.status;
  if (state === 'failed' && file) python.retry();
}

/** @param {LiveFigure} figure */
function hashOf({ id, query }) {
  return query ? `#${id}?${query}` : `#${id}`;
}

/** Every figure's state. */
function queries() {
  return Object.fromEntries([...figures.values()].map(({ id, query }) => [id, query]));
}

/** Follows the address: an entry that was here before brings its states back, a new one is a link to be opened. */
function arrive() {
  const kept = address.arrive();
  if (kept) {
    for (const figure of figures.values()) figure.restore(kept[figure.id] ?? '');
    return;
  }
  const { id, query } = split(location.hash);
  if (query !== null) figures.get(id)?.open(query);
  address.hold(queries());
}

/**
 * A link to where the address points already: browsers do not agree on what event that is.
 * @param {MouseEvent} event
 */
function again(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link?.href !== location.href) return;
  const { id, query } = split(link.hash);
  const figure = figures.get(id);
  if (query === null || !figure) return;
  event.preventDefault();
  figure.open(query);
  address.hold(queries()); // nothing older that waits to be written comes after
}

document.documentElement.classList.remove('unmoved'); // said too soon: the modules did come
customElements.define('nt-figure', FigureElement);
addEventListener('popstate', arrive);
addEventListener('pagehide', () => address.leave());
addEventListener('online', online);
document.addEventListener('click', () => address.flush(), true); // before a link is followed
document.addEventListener('click', again);
arrive();
