// @ts-check
// <nt-figure>. Everything of a figure is in the page already; this wakes the figures up and ties them to the address.

import { decoded } from '../base/decoded.js';
import { Address } from '../state/address.js';
import { savesData } from '../load/circumstances.js';
import { LiveFigure } from './live-figure.js';
import { remark } from './page-remark.js';
import { meant } from '../state/meant.js';
import { fragment, parse, split } from '../state/permalink.js';
import { manifest, services } from '../python/here.js';
import { createPython } from '../python/python.js';
import { weight } from './status-line.js';

/** @type {Map<string, LiveFigure>} */
const figures = new Map();
const python = createPython(services);
const address = new Address();

class FigureElement extends HTMLElement {
  connectedCallback() {
    if (figures.has(this.id)) return;
    if (CSS.supports('selector(:state(awake))')) this.attachInternals().states.add('awake'); // no browser saves it
    const size = savesData() ? weight(manifest.bill) : '';
    figures.set(this.id, new LiveFigure(this, python, { moved, returned, size, wheel: manifest.wheel }));
  }
}

/**
 * @param {LiveFigure} figure
 * @param {string} step
 */
function moved(figure, step) {
  address.moved(step && `${figure.id} ${step}`, { figures: queries(), hash: figure.fragment });
}

/**
 * What the page shows is no step of the reader's: it takes the place of what failed, or is not to be had any more.
 * @param {LiveFigure} figure
 */
function returned(figure) {
  address.flush();
  address.hold(queries(), split(location.hash).id === figure.id ? figure.fragment : undefined);
}

/** A file that did not come while the network was gone may come now. */
function online() {
  const { state, file } = python.status;
  if (state === 'failed' && file) python.retry();
}

/** Every figure's state. */
function queries() {
  return Object.fromEntries([...figures.values()].map(({ id, query }) => [id, query]));
}

/**
 * The figure and the state that a fragment asks for.
 * @param {string} hash
 */
function aim(hash) {
  const { id, query } = split(hash);
  return { id, query, figure: figures.get(meant(id, [...figures.keys()]) ?? '') };
}

/** Follows the address: an entry that was here before brings its states back, a new one is a link to be opened. */
function arrive() {
  const kept = address.arrive();
  remark('');
  if (kept) {
    const others = [...figures.values()].filter((figure) => !figure.restore(kept[figure.id] ?? ''));
    others.forEach(returned);
    return;
  }
  const { id, query, figure } = aim(location.hash);
  if (figure && query !== null) figure.open(query);
  address.hold(queries(), figure && query !== null ? figure.fragment : undefined);
  if (!figure || query === null) land(figure?.id ?? id, query !== null);
}

/**
 * Goes to a place of the page that the browser has not found by itself, and says where there is none.
 * @param {string} id
 * @param {boolean} withState  the link asked for a state, and so for a figure
 */
function land(id, withState) {
  const fragment = location.hash.slice(1);
  if (document.getElementById(decoded(fragment) ?? fragment)) return;
  if (meant(id, [...document.querySelectorAll('nt-cell')].map((cell) => cell.id))) return; // it follows its links itself
  if (document.getElementById(id)) location.replace(`#${id}`);
  else if (withState) remark(id);
}

/**
 * A link to where the address points already: browsers do not agree on what event that is.
 * @param {MouseEvent} event
 */
function again(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null; // in a drawing it may be SVG's
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !link) return;
  const target = new URL(link.getAttribute('href') ?? '', document.baseURI);
  if (target.href.split('#')[0] !== location.href.split('#')[0]) return;
  const { query, figure } = aim(target.hash);
  if (query === null || !figure) return;
  const { state, pin } = parse(figure.declaration, query);
  if (fragment(figure.declaration, state, pin) !== location.hash) return;
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
