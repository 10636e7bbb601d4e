// @ts-check
// A part of a figure is written anew while the reader's focus is on a link in it.

/**
 * Writes `html` into a place. The focus that a link had goes to the one of the same key, to the same state, or at the
 * same place among the links; where there is none any more, to `heir`.
 * @param {HTMLElement} place
 * @param {string} html
 * @param {HTMLElement} heir
 */
export function rewrite(place, html, heir) {
  const held = heldIn(place);
  place.innerHTML = html;
  if (held) (corresponding(links(place), held) ?? heir).focus({ preventScroll: true });
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
