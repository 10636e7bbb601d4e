// @ts-check
// A drawing that a reader can take hold of: a mouse or a pen draws it along, and the wheel with Ctrl, which is what
// two fingers on a touchpad are, brings it nearer. A wheel alone, and a finger, scroll the page. What is moved are
// sliders, by which keys do the same; their names, and how much they are worth, the drawing says.

import { snap } from '../state/kinds/number.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Hand } from '../state/kinds/kind.js' */
/** @import { Numeric } from '../state/kinds/number.js' */

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Grip
 * @property {string[]} names  of the sliders: what lies in the middle, across and up, and how near it is
 * @property {Point} centre  where the middle is, in the drawing's units
 * @property {Point} per  how much of x and y one unit of the drawing is
 *
 * @typedef {object} Held
 * @property {Grip} hold
 * @property {Point} middle  what lay in the middle then
 * @property {(event: MouseEvent) => Point} place  where a pointer is, in the drawing's units
 */

const DRAWN = 4; // px that a pointer goes before it draws: up to there it clicks
const NEARER = 0.004; // what a pixel of the wheel adds to the logarithm of how near it is

/**
 * What a drawing says of itself.
 * @param {string} said
 * @returns {Grip}
 */
export function grip(said) {
  const [x, y, zoom, ...numbers] = said.split(' ');
  const [left, top, across, up] = numbers.map(Number);
  return { names: [x, y, zoom], centre: { x: left, y: top }, per: { x: across, y: up } };
}

/**
 * What lies in the middle once the drawing is drawn along.
 * @param {Grip} grip
 * @param {Point} middle  when it was taken hold of
 * @param {Point} from  where that was, in the drawing's units
 * @param {Point} to
 * @returns {Point}
 */
export function drawn({ per }, middle, from, to) {
  return { x: middle.x - (to.x - from.x) * per.x, y: middle.y - (to.y - from.y) * per.y };
}

/**
 * What lies in the middle once the drawing is nearer: what is under the pointer stays there.
 * @param {Grip} grip
 * @param {Point} middle
 * @param {Point} under  in the drawing's units
 * @param {number} times
 * @returns {Point}
 */
export function nearer({ centre, per }, middle, under, times) {
  const stays = 1 - 1 / times;
  return { x: middle.x + (under.x - centre.x) * per.x * stays, y: middle.y + (under.y - centre.y) * per.y * stays };
}

/**
 * @param {HTMLElement} host  a figure, whether it has such a drawing or not
 * @param {Declaration} declaration
 * @param {Pick<Hand, 'state' | 'moved'>} hand
 */
export function bindPan(host, { controls }, { state, moved }) {
  const at = (/** @type {string} */ name) => Number(state()[name]);
  const set = (/** @type {string} */ name, /** @type {number} */ value) => {
    const slider = controls.find((control) => control.name === name);
    if (slider) moved(name, snap(/** @type {Numeric} */ (slider), value), 'moving');
  };
  for (const drawing of /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll('.drawing'))) {
    const found = () => taken(drawing, at);
    bindPointer(drawing, found, set);
    bindWheel(drawing, found, at, set);
  }
}

/**
 * The drawing as it lies now: it is another one after each answer.
 * @param {HTMLElement} drawing
 * @param {(name: string) => number} at  what a slider holds
 * @returns {Held | null}
 */
function taken(drawing, at) {
  const svg = /** @type {SVGSVGElement | null} */ (drawing.querySelector('svg[data-pan]'));
  const matrix = svg?.getScreenCTM()?.inverse();
  if (!svg || !matrix) return null;
  const hold = grip(svg.dataset.pan ?? '');
  const [x, y] = hold.names;
  const place = (/** @type {MouseEvent} */ { clientX, clientY }) => new DOMPoint(clientX, clientY).matrixTransform(matrix);
  return { hold, middle: { x: at(x), y: at(y) }, place };
}

/**
 * @param {HTMLElement} drawing
 * @param {() => Held | null} found
 * @param {(name: string, value: number) => void} set
 */
function bindPointer(drawing, found, set) {
  /** @type {(Held & {from: Point}) | null} */
  let held = null;
  let draws = false;
  drawing.addEventListener('pointerdown', (event) => {
    draws = false;
    const there = event.pointerType === 'touch' || event.button !== 0 || !isPicture(event) ? null : found();
    held = there && { ...there, from: there.place(event) };
  });
  drawing.addEventListener('pointermove', (event) => {
    if (!(event.buttons & 1)) held = null; // let go of outside
    if (!held) return;
    const { hold, middle, from, place } = held;
    const to = place(event);
    if (!draws && Math.hypot(to.x - from.x, to.y - from.y) < DRAWN) return;
    if (!draws) drawing.setPointerCapture(event.pointerId);
    draws = true;
    move(hold, drawn(hold, middle, from, to), set);
  });
  for (const end of ['pointerup', 'pointercancel']) drawing.addEventListener(end, () => (held = null));
  drawing.addEventListener('dragstart', (event) => held && event.preventDefault()); // of a link
  // What was drawn along is not followed; a key's click has no detail, and is.
  const settle = (/** @type {MouseEvent} */ event) => {
    if (draws && event.detail) event.preventDefault();
    draws = false;
  };
  drawing.addEventListener('click', settle, true);
}

/**
 * @param {Event} event
 * @returns {boolean}  whether it is of the picture, and not of the links below
 */
function isPicture(event) {
  return event.target instanceof Element && event.target.closest('svg') !== null;
}

/**
 * @param {HTMLElement} drawing
 * @param {() => Held | null} found
 * @param {(name: string) => number} at
 * @param {(name: string, value: number) => void} set
 */
function bindWheel(drawing, found, at, set) {
  const turn = (/** @type {WheelEvent} */ event) => {
    const held = (event.ctrlKey || event.metaKey) && isPicture(event) ? found() : null;
    if (!held) return;
    event.preventDefault();
    const { hold, middle, place } = held;
    const zoom = hold.names[2];
    const before = at(zoom);
    set(zoom, before * Math.exp(-NEARER * event.deltaY));
    move(hold, nearer(hold, middle, place(event), at(zoom) / before), set);
  };
  drawing.addEventListener('wheel', turn, { passive: false });
}

/**
 * @param {Grip} hold
 * @param {Point} to
 * @param {(name: string, value: number) => void} set
 */
function move({ names: [x, y] }, to, set) {
  set(x, to.x);
  set(y, to.y);
}
