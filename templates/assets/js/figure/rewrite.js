// @ts-check
// A part of a figure is written anew, while the reader may be in it: what stays the same is left as it is. A browser lays
// out again what has changed, and of a drawing that is a few words and the paths: else it would be most of a move.

import { alike, decoded, read } from './markup.js';

/** @import { Part } from './markup.js' */

/** @type {WeakMap<HTMLElement, { html: string, parts: Part[] | null }>} */
const written = new WeakMap();

/** Somebody else has been in the page: an extension that translates, say. */
class OthersHand extends Error {}

/**
 * Writes `html` into a place. The focus that a link had goes to the one of the same key, to the same state, or at the
 * same place among the links; where there is none any more, to `heir`.
 * @param {HTMLElement} place
 * @param {string} html
 * @param {HTMLElement} heir
 */
export function rewrite(place, html, heir) {
  const before = written.get(place);
  if (before?.html === html) return;
  const held = heldIn(place);
  const parts = read(html) ?? read(asWrittenByBrowsers(html));
  write(place, html, before?.parts ?? read(place.innerHTML), parts);
  written.set(place, { html, parts });
  if (held) (corresponding(links(place), held) ?? heir).focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} place
 * @param {string} html
 * @param {Part[] | null} old
 * @param {Part[] | null} wanted
 */
function write(place, html, old, wanted) {
  try {
    if (!old || !wanted) throw new OthersHand();
    become(place, old, wanted);
  } catch (error) {
    if (!(error instanceof OthersHand)) throw error;
    place.innerHTML = html;
  }
}

/** @param {string} html */
function asWrittenByBrowsers(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.innerHTML;
}

/**
 * @param {Node} place  holds `old`, and comes to hold `wanted`
 * @param {Part[]} old
 * @param {Part[]} wanted
 */
function become(place, old, wanted) {
  let next = place.firstChild;
  let at = 0; // of the old ones: the node of that is the next
  /** @param {number} end */
  const removeUntil = (end) => {
    for (; at < end; at++) {
      const node = known(next, old[at]);
      next = node.nextSibling;
      node.remove();
    }
  };
  wanted.forEach((part, index) => {
    const same = placeOf(part, old, at);
    const becomes = same < 0 && at < old.length && alike(old[at], part) && placeOf(old[at], wanted, index + 1) < 0 && !(part.key && inUse(next));
    if (same < 0 && !becomes) return void place.insertBefore(made(place, part), next);
    if (same > at) removeUntil(same);
    const node = known(next, old[at]);
    next = node.nextSibling;
    if (old[at].source !== part.source) renew(node, old[at], part);
    at++;
  });
  removeUntil(old.length);
  if (next) throw new OthersHand();
}

/**
 * What the reader is at, or presses, is none of another key's.
 * @param {ChildNode | null} node
 */
function inUse(node) {
  return node instanceof Element && node.matches(':active, :focus');
}

/**
 * @param {Part} part
 * @param {Part[]} among
 * @param {number} from
 * @returns {number}  the place of the one of the same key; of one without, of the same text. -1 where there is none
 */
function placeOf({ key, source }, among, from) {
  for (let at = from; at < among.length; at++) if (key ? among[at].key === key : among[at].source === source) return at;
  return -1;
}

/**
 * @param {ChildNode | null} node
 * @param {Part} part  that it is taken for
 */
function known(node, part) {
  const name = node instanceof Element ? node.localName : '';
  if (!node || name !== part.name) throw new OthersHand();
  return node;
}

/**
 * @param {ChildNode} node  is as `old` says, and becomes as `wanted` says
 * @param {Part} old
 * @param {Part} wanted
 */
function renew(node, old, wanted) {
  if (!alike(old, wanted)) return node.replaceWith(made(/** @type {Node} */ (node.parentNode), wanted));
  if (!(node instanceof Element)) return void (node.nodeValue = decoded(wanted.source));
  for (let at = 1; at < wanted.pieces.length; at += 2) {
    const [before, name, value] = [old.pieces[at], wanted.pieces[at - 1].slice(1, -1), wanted.pieces[at]];
    if (before !== value) node.setAttribute(name, decoded(value));
  }
  become(node, old.parts, wanted.parts);
}

/**
 * @param {Node} place  where it is to stand: in a drawing, a link is one of SVG
 * @param {Part} part
 */
function made(place, part) {
  const room = /** @type {Element} */ (place.cloneNode());
  room.innerHTML = part.source;
  return /** @type {ChildNode} */ (room.firstChild);
}

/**
 * @typedef {{key: string | null, href: string | null, at: number}} Held
 *
 * @param {HTMLElement} place
 * @returns {Held | null}
 */
function heldIn(place) {
  const { activeElement } = document;
  if (!activeElement || activeElement === place || !place.contains(activeElement)) return null;
  const link = /** @type {HTMLElement} */ (activeElement);
  return { key: link.getAttribute('data-key'), href: link.getAttribute('href'), at: links(place).indexOf(link) };
}

/**
 * @param {HTMLElement} place
 * @returns {HTMLElement[]}  in SVG, too
 */
function links(place) {
  return [...place.querySelectorAll('a')];
}

/**
 * @param {HTMLElement[]} found
 * @param {Held} held
 * @returns {HTMLElement | undefined}
 */
export function corresponding(found, { key, href, at }) {
  const same = (/** @type {string} */ name, /** @type {string | null} */ value) =>
    value === null ? undefined : found.find((link) => link.getAttribute(name) === value);
  return same('data-key', key) ?? same('href', href) ?? found[Math.min(Math.max(at, 0), found.length - 1)];
}
