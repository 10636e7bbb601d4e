// @ts-check
// A note, a reference, an equation or a figure, shown at the link to it: under the pointer, in focus, or at a first tap; a second
// one follows the link. One box, with nothing to open in it; Esc closes it. What is in sight is not shown again. What a term
// means stands on another page, and comes along with this one.

import { decoded } from '../base/decoded.js';

const SHOWN = '.note, .references > li, .equation, nt-figure';
const UNREAD = '.note-back, .note-number, .equation-number, .anchor';
const REST_MS = 120; // under a pointer that may only pass
const LEAVE_MS = 250; // on the way from the link to the box
const ENOUGH = 100; // of what is long, to go on reading there
const GAP = 8; // between the box and its line, and the window's edges

const box = document.createElement('span');
box.className = 'preview';
box.id = 'preview';
box.setAttribute('role', 'note');
box.popover = 'manual';
box.tabIndex = -1;

/** Of the terms that the text links, by their numbers. */
const definitions = /** @type {HTMLTemplateElement | null} */ (document.querySelector('template.definitions'))?.content.children;

/** Whose box it is. @type {HTMLAnchorElement | undefined} */
let owner;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {EventTarget | null} target  @returns {HTMLAnchorElement | undefined} */
function linkAt(target) {
  const link = target instanceof Element ? target.closest('a') : null;
  return link && !box.contains(link) && targetOf(link) ? link : undefined;
}

/** @param {HTMLAnchorElement} link */
function targetOf(link) {
  const { hash, href, dataset } = link;
  if (dataset.term) return definitions?.[Number(dataset.term)];
  if (!hash || href.split('#')[0] !== location.href.split('#')[0]) return;
  const target = document.getElementById(decoded(hash.slice(1)) ?? '');
  return target?.matches(SHOWN) && !target.contains(link) ? target : undefined;
}

/** @param {Element} element */
function isInSight(element) {
  const { top, height } = element.getBoundingClientRect();
  return element.isConnected && top >= 0 && top + Math.min(height, ENOUGH) <= innerHeight;
}

/** Of a figure its title and its drawing, as it is now. @param {Element} target */
function parts(target) {
  const copy = document.createElement('span');
  const own = target.matches('nt-figure') ? target.querySelectorAll('.figure-title, .drawing.narrow .picture > svg') : target.childNodes;
  copy.append(...[...own].map((part) => part.cloneNode(true)));
  return copy;
}

/** What the target says, without names and ways of its own. @param {Element} target */
function words(target) {
  const copy = parts(target);
  for (const part of copy.querySelectorAll(UNREAD)) part.remove();
  for (const part of copy.querySelectorAll('[id]')) part.removeAttribute('id');
  for (const part of copy.querySelectorAll('a, [tabindex], .equation-math')) part.setAttribute('tabindex', '-1');
  return copy.childNodes;
}

/** Under the line of its link, or above it where there is more room. @param {HTMLAnchorElement} link */
function place(link) {
  const lines = link.getClientRects();
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const { width, height } = box.getBoundingClientRect();
  const isBelow = last.bottom + GAP + height <= innerHeight || first.top < innerHeight - last.bottom;
  const line = isBelow ? last : first;
  const { clientWidth } = document.body; // without the room that is kept for a scroll bar
  box.style.left = `${scrollX + Math.max(GAP, Math.min(line.left - GAP, clientWidth - width - GAP))}px`;
  box.style.top = `${scrollY + (isBelow ? line.bottom + GAP : line.top - GAP - height)}px`;
}

/** @param {HTMLAnchorElement} link */
function open(link) {
  clearTimeout(timer);
  const target = targetOf(link);
  if (owner === link || !target || isInSight(target)) return;
  close();
  owner = link;
  box.replaceChildren(...words(target));
  (link.closest('.note-ref') ?? link).after(box); // Tab passes it by: what it links to is at the end of the link
  box.showPopover();
  place(link);
  link.setAttribute('aria-describedby', box.id);
}

function close() {
  clearTimeout(timer);
  owner?.removeAttribute('aria-describedby');
  owner = undefined;
  box.remove();
}

/** @param {() => void} then  @param {number} ms */
function later(then, ms) {
  clearTimeout(timer);
  timer = setTimeout(then, ms);
}

/** @param {EventTarget | null} target */
const isOurs = (target) => target instanceof Node && (box.contains(target) || Boolean(owner?.contains(target)));

if ('popover' in HTMLElement.prototype && (definitions || document.querySelector(SHOWN))) {
  for (const word of document.querySelectorAll('[data-term]:not([href])')) { // of a copy that knows no site
    word.setAttribute('tabindex', '0');
    word.setAttribute('role', 'link');
    word.setAttribute('aria-disabled', 'true');
  }
  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'touch') return;
    const link = linkAt(target);
    if (link) later(() => open(link), owner ? 0 : REST_MS);
    else if (isOurs(target)) clearTimeout(timer);
    else if (owner) later(close, LEAVE_MS);
    else clearTimeout(timer);
  });
  document.addEventListener('focusin', ({ target }) => {
    const link = linkAt(target);
    if (link?.matches(':focus-visible')) open(link);
    else if (owner && !isOurs(target)) close();
  });
  document.addEventListener('click', (event) => {
    const link = linkAt(event.target);
    if (link && 'pointerType' in event && event.pointerType === 'touch' && owner !== link) {
      open(link);
      if (owner === link) event.preventDefault();
    } else if (owner && !box.contains(/** @type {Node} */ (event.target))) close();
  });
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
}
