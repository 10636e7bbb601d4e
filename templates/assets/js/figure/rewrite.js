// @ts-check
// A part of a figure is written anew, while the reader may be in it: what stays the same is left as it is. A browser lays
// out again what has changed, and of a drawing that is a few words and the paths: else it would be most of a move.

/**
 * Writes `html` into a place. The focus that a link had goes to the one of the same key, to the same state, or at the
 * same place among the links; where there is none any more, to `heir`.
 * @param {HTMLElement} place
 * @param {string} html
 * @param {HTMLElement} heir
 */
export function rewrite(place, html, heir) {
  const held = heldIn(place);
  const template = document.createElement('template');
  template.innerHTML = html;
  become(place, template.content);
  if (held) (corresponding(links(place), held) ?? heir).focus({ preventScroll: true });
}

/**
 * @param {Node} place  comes to hold what `wanted` holds
 * @param {Node} wanted
 */
function become(place, wanted) {
  let at = place.firstChild;
  for (const node of [...wanted.childNodes]) {
    const key = keyOf(node);
    const same = key === null ? firstEqual(at, node) : firstOf(at, key);
    if (same) {
      removedUntil(at, same);
      at = (key === null ? same : renewed(same, node)).nextSibling;
    } else if (at && key === null && alike(at, node) && !firstEqual(node.nextSibling, at)) {
      change(at, node);
      at = at.nextSibling;
    } else {
      place.insertBefore(node, at);
    }
  }
  removedUntil(at, null);
}

/**
 * @param {Node | null} from
 * @param {Node} wanted
 * @returns {Node | null}  the first of `from` and the siblings after it that is just as the wanted one
 */
function firstEqual(from, wanted) {
  for (let node = from; node; node = node.nextSibling) if (node.isEqualNode(wanted)) return node;
  return null;
}

/**
 * @param {Node} node  of the same key as the wanted one, which it becomes, or makes room for
 * @param {Node} wanted
 * @returns {Node}  the one that is there then
 */
function renewed(node, wanted) {
  if (alike(node, wanted)) {
    change(node, wanted);
    return node;
  }
  node.parentNode?.replaceChild(wanted, node);
  return wanted;
}

/**
 * What a link is called in each drawing: of hundreds, each finds itself without being held against all others.
 * @param {Node} node
 */
function keyOf(node) {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

/**
 * @param {Node | null} from
 * @param {string} key
 * @returns {Node | null}  the first of `from` and the siblings after it that has the key
 */
function firstOf(from, key) {
  for (let node = from; node; node = node.nextSibling) if (keyOf(node) === key) return node;
  return null;
}

/**
 * @template {Node | null} Last
 * @param {Node | null} from
 * @param {Last} last  stays
 * @returns {Last}
 */
function removedUntil(from, last) {
  while (from && from !== last) {
    const next = from.nextSibling;
    from.parentNode?.removeChild(from);
    from = next;
  }
  return last;
}

/**
 * @param {Node} node
 * @param {Node} wanted
 */
function alike(node, wanted) {
  if (node.nodeName !== wanted.nodeName) return false;
  if (!(node instanceof Element && wanted instanceof Element)) return true;
  return node.getAttributeNames().join() === wanted.getAttributeNames().join();
}

/**
 * @param {Node} node  becomes as the wanted one, which is like it
 * @param {Node} wanted
 */
function change(node, wanted) {
  if (!(node instanceof Element && wanted instanceof Element)) {
    node.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  become(node, wanted);
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
