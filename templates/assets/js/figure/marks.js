// @ts-check
// Marks of a drawing that can be drawn along are links, and may be hundreds. For Tab they are one stop; arrow keys lead
// from each to the next in their direction, so that by either pair of keys every one is reached.

/** @type {Record<string, [across: number, down: number]>} */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** @param {HTMLElement} host  a figure, whether it has such a drawing or not */
export function bindMarks(host) {
  for (const drawing of /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll('.drawing'))) {
    drawing.addEventListener('keydown', (event) => lead(event));
  }
}

/** @param {KeyboardEvent} event */
function lead(event) {
  const { target, key, shiftKey } = event;
  const picture = target instanceof SVGElement ? target.closest('svg[data-pan]') : null;
  if (!picture || event.altKey || event.ctrlKey || event.metaKey) return;
  const marks = [...picture.querySelectorAll('a')];
  const leave = shiftKey ? marks[0] : marks[marks.length - 1];
  if (key === 'Tab') return leave.focus({ preventScroll: true }); // and from there the browser goes on
  if (!(key in WAYS)) return;
  event.preventDefault(); // no scrolling
  const boxes = marks.map((mark) => (mark.firstElementChild ?? mark).getBoundingClientRect());
  const spots = boxes.map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
  marks[nextOf(spots, marks.indexOf(/** @type {any} */ (target)), WAYS[key])]?.focus();
}

/**
 * @param {{x: number, y: number}[]} spots
 * @param {number} at  the place of one of them
 * @param {[across: number, down: number]} way
 * @returns {number}  the place of the next that way, those at the same height one after the other; -1 where there is none
 */
export function nextOf(spots, at, [across, down]) {
  const far = spots.map(({ x, y }) => across * x + down * y);
  const isBefore = (/** @type {number} */ one, /** @type {number} */ other) => (far[one] - far[other] || (across + down) * (one - other)) < 0;
  return spots.reduce((next, _, each) => (isBefore(at, each) && (next < 0 || isBefore(each, next)) ? each : next), -1);
}
