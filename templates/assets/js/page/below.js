// @ts-check
// A visit that begins at the top of a page does not wait for what lies below the window: each part of the text is laid out
// as it comes near (theme.js), and one after the other once the page has nothing else to do. Before the reader leaves for
// another place of the page all are, since where that lies depends on what stands above it.

import { decoded } from '../base/decoded.js';
import { scrollToStart } from '../base/scroll.js';

const PUT_OFF = '.from-top .prose > :nth-child(n + 7):not(.laid-out)'; // as post.css has it
const ENOUGH_MS = 4; // at a time: who does something meanwhile waits for no more than this, and one part
const FAR = new Set(['Tab', 'End', 'Home', 'PageDown', 'PageUp', ' ', 'F3', '/', "'"]); // keys that go to another place, or look for one

const idly = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
const putOff = () => document.querySelectorAll(PUT_OFF);

/** @param {Element} part */
function layOut(part) {
  part.classList.add('laid-out');
}

function layOutSome() {
  const begun = performance.now();
  for (const part of putOff()) {
    layOut(part);
    part.getBoundingClientRect(); // at once: else all of them would be laid out in the next frame
    if (performance.now() - begun > ENOUGH_MS) return void idly(layOutSome);
  }
}

function layOutAll() {
  putOff().forEach(layOut);
}

/** Somebody has gone there before anything could be done: the browser has looked for the place among what was not laid out. */
function goAgain() {
  if (!putOff().length) return;
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

if (putOff().length) {
  addEventListener('click', (event) => leads(event) && layOutAll(), { capture: true });
  addEventListener('keydown', ({ key, ctrlKey, metaKey }) => (ctrlKey || metaKey || FAR.has(key)) && layOutAll(), { capture: true });
  addEventListener('popstate', goAgain);
  document.fonts.ready.then(() => idly(layOutSome)); // before, they would be laid out twice
}
