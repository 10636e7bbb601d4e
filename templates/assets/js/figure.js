// @ts-check
// <nt-figure>. Everything of a figure is in the page already; this wakes the figures up and ties them to the address.

import { remember, remembered } from './address.js';
import { LiveFigure } from './live-figure.js';
import { split } from './permalink.js';
import { createPython } from './python.js';
import { weight } from './status-line.js';

/** @type {Map<string, LiveFigure>} */
const figures = new Map();
const manifest = JSON.parse(document.getElementById('runtime-manifest')?.textContent ?? '{}');
const python = createPython(manifest);
const savesData = 'connection' in navigator && /** @type {any} */ (navigator.connection)?.saveData === true;

class FigureElement extends HTMLElement {
  connectedCallback() {
    if (figures.has(this.id)) return;
    const size = savesData ? weight(manifest, this.dataset.post ?? '') : '';
    const figure = new LiveFigure(this, python, { moved: () => remember(queries(), hashOf(figure)), size });
    figures.set(this.id, figure);
  }
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
  const kept = remembered();
  if (kept) {
    for (const figure of figures.values()) figure.restore(kept[figure.id] ?? '');
    return;
  }
  const { id, query } = split(location.hash);
  if (query !== null) figures.get(id)?.open(query);
  remember(queries());
}

/**
 * Before a link is followed, the entry that is left is written. A link to where the address points already causes
 * no event of its own.
 * @param {MouseEvent} event
 */
function follow({ target }) {
  const link = target instanceof Element ? target.closest('a') : null;
  if (!link?.hash) return;
  for (const figure of figures.values()) figure.settle();
  const { id, query } = split(link.hash);
  if (query !== null && link.href === location.href) figures.get(id)?.open(query);
}

customElements.define('nt-figure', FigureElement);
addEventListener('hashchange', arrive);
document.addEventListener('click', follow, true);
arrive();
