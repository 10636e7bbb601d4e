// @ts-check
// What is folded is printed as well. Without JavaScript css/print.css does it, in browsers that know ::details-content.

const FOLDED = 'details.fold:not([open], .trouble, .listings, .handout, .files)'; // these are long, and run, or are pasted, better than they read

/** @type {HTMLDetailsElement[]} */
const opened = [];

addEventListener('beforeprint', () => {
  opened.push(.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(FOLDED))); // some tell it twice
  for (const fold of opened) fold.open = true;
});

addEventListener('afterprint', () => {
  for (const fold of opened.splice(0)) fold.open = false;
});
