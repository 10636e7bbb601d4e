// @ts-check
// A visit that begins at the top of a page does not wait for what lies below the window: each part of the text is laid out
// as it comes near (theme.js), and one after the other once the page has nothing else to do. Before the reader leaves for
// another place of the page all are.

import { decoded } from '../base/decoded.js';
import { scrollToStart } from '../base/scroll.js';

const PUT_OFF = '.from-top .prose > :nth-child(n + 7):not(.laid-out)'; // as post.css has it
const ENOUGH_MS = 4; // at a time: who does something meanwhile waits for no more than this, and one part

const idly = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
const putOff = () => document.querySelectorAll(PUT_OFF);

function layOutSome() {
  const begun = performance.now();
  for (const part of putOff()) {
    part.classList.add('laid-out');
    part.getBoundingClientRect(); // at once: else all of them would be laid out in the next frame
    if (performance.now() - begun > ENOUGH_MS) return void idly(layOutSome);
  }
}

/** Somebody has gone there before anything could be done: the browser has looked for the place among what was not laid out. */
function goAgain() {
  if (!putOff().length) return;
  document.documentElement.classList.remove('from-top');
  const place = document.getElementById(decoded(location.hash.slice(1)) ?? ''); // to its states a figure goes itself
  if (place) scrollToStart(place);
}

if (putOff().length) {
  if (location.hash) goAgain();
  addEventListener('popstate', goAgain);
  document.fonts.ready.then(() => idly(layOutSome)); // before, they would be laid out twice
}
