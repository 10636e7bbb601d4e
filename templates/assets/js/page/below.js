// @ts-check
// A visit that begins at the top of a page does not wait for the figures below the window: each is laid out as it comes
// near, and one after the other once the page has nothing else to do. Before the reader leaves for another place of the
// page all are, since where that lies depends on what stands above it.

import { decoded } from '../base/decoded.js';
import { scrollToStart } from '../base/scroll.js';

const idly = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
const waiting = [...document.querySelectorAll('.from-top .prose > nt-figure')];

/** @param {Element} figure */
function layOut(figure) {
  figure.classList.add('laid-out');
}

function layOutNext() {
  waiting.splice(0, 1).forEach(layOut);
  if (waiting.length) idly(layOutNext);
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
  for (const figure of waiting) {
    figure.addEventListener('contentvisibilityautostatechange', (event) => 'skipped' in event && !event.skipped && layOut(figure));
  }
  for (const sign of ['click', 'keydown']) addEventListener(sign, layOutAll, { capture: true, once: true });
  addEventListener('popstate', goAgain);
  document.fonts.ready.then(() => idly(layOutNext)); // before, they would be laid out twice
}
