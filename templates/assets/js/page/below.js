// @ts-check
// A visit that begins at the top of a page does not wait for what lies below the window: each part of the text is laid out
// as it comes near, and one after the other once the page has nothing else to do. Before the reader leaves for another
// place of the page all are, since where that lies depends on what stands above it.

import { decoded } from '../base/decoded.js';
import { scrollToStart } from '../base/scroll.js';

const PUT_OFF = '.from-top .prose > :nth-child(n + 7)'; // as post.css has it
const ENOUGH_MS = 4; // at a time: whoever does something meanwhile waits for no more, and for the part that is being laid out

const idly = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
const waiting = [...document.querySelectorAll(PUT_OFF)];

/** @param {Element} part */
function layOut(part) {
  part.classList.add('laid-out');
}

function layOutSome() {
  const begun = performance.now();
  do {
    const [next] = waiting.splice(0, 1);
    if (!next) return;
    layOut(next);
    next.getBoundingClientRect(); // at once: else all of them would be laid out in the next frame
  } while (performance.now() - begun < ENOUGH_MS);
  idly(layOutSome);
}

function layOutAll() {
  waiting.splice(0).forEach(layOut);
}

/** Somebody has gone there before anything could be done: the browser has looked for the place among what was not laid out. */
function goAgain() {
  if (!waiting.length) return;
  layOutAll();
  const place = document.getElementById(decoded(location.hash.slice(1)) ?? ''); // to its states a figure goes itself
  if (place) scrollToStart(place);
}

if (waiting.length) {
  addEventListener('contentvisibilityautostatechange', (event) => {
    if ('skipped' in event && !event.skipped && event.target instanceof Element) layOut(event.target);
  });
  for (const sign of ['click', 'keydown']) addEventListener(sign, layOutAll, { capture: true, once: true });
  addEventListener('popstate', goAgain);
  document.fonts.ready.then(() => idly(layOutSome)); // before, they would be laid out twice
}
