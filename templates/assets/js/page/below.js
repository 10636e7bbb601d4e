// @ts-check
// A visit that begins at the top of a page does not wait for what lies below the window: each part of the text is laid out
// as it comes near, and one after the other once the page has nothing else to do. Before the reader leaves for another
// place of the page all are, since where that lies depends on what stands above it; and who has gone far all at once, by
// the scroll bar, stays with what is there.

import { decoded } from '../base/decoded.js';
import { afterwards } from '../base/first.js';
import { scrollToStart } from '../base/scroll.js';

const PUT_OFF = '.from-top .prose > :nth-child(n + 7)'; // as post.css has it
const ENOUGH_MS = 4; // at a time: who does something meanwhile waits for no more than this, and one part
const FAR = new Set(['End', 'Home', 'PageDown', 'PageUp', ' ', 'F3', '/', "'"]); // keys that go to another place, or look for one

const idly = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
const parts = [...document.querySelectorAll('.prose > *, .post-foot')];
const waiting = new Set(document.querySelectorAll(PUT_OFF));

/** @param {Element} part */
function layOut(part) {
  waiting.delete(part);
  part.classList.add('laid-out');
}

function layOutSome() {
  stay();
  const start = performance.now();
  do {
    const [next] = waiting;
    if (!next) return;
    layOut(next);
    next.getBoundingClientRect(); // at once: else all of them would be laid out in the next frame
  } while (performance.now() - start < ENOUGH_MS);
  goOn();
}

function goOn() {
  afterwards().then(() => idly(layOutSome));
}

function layOutAll() {
  waiting.forEach(layOut);
}

/** @param {Element} part */
function topOf(part) {
  return part.getBoundingClientRect().top;
}

/**
 * What is in the middle of the window stays there, where a part above it is still to get its height: now, all do. Browsers
 * see to that where something above grows, but not always here.
 */
function stay() {
  const first = [...waiting].find((part) => part.getClientRects().length);
  if (!first || topOf(first) >= 0) return;
  const kept = parts.find((part) => part.getBoundingClientRect().bottom > innerHeight / 2) ?? parts[parts.length - 1];
  const top = topOf(kept);
  layOutAll();
  const by = topOf(kept) - top;
  if (by) scrollBy({ top: by, behavior: 'instant' }); // else it would end a scroll that goes on
}

/** Somebody has gone there before anything could be done: the browser has looked for the place among what was not laid out. */
function goAgain() {
  if (!waiting.size) return;
  layOutAll();
  const place = document.getElementById(decoded(location.hash.slice(1)) ?? ''); // to its states a figure goes itself
  if (place) scrollToStart(place);
}

/**
 * Whether the reader may be about to leave for another place of the page.
 * @param {Event} event
 */
function leads({ target }) {
  return target instanceof Element && target.closest('a, summary') !== null;
}

if (waiting.size) {
  addEventListener('contentvisibilityautostatechange', (event) => {
    const { target } = event;
    if (target instanceof Element && waiting.has(target) && 'skipped' in event && !event.skipped) layOut(target);
  }, { capture: true }); // in Firefox it does not bubble
  addEventListener('scroll', stay);
  addEventListener('click', (event) => leads(event) && layOutAll(), { capture: true });
  addEventListener('keydown', ({ key, ctrlKey, metaKey }) => (ctrlKey || metaKey || FAR.has(key)) && layOutAll(), { capture: true });
  addEventListener('popstate', goAgain);
  document.fonts.ready.then(goOn); // before, they would be laid out twice
}
