// @ts-check
// What is folded is printed as well. Browsers that know ::details-content have css/print.css for that.

const FOLDED = 'details.fold:not([open], .trouble, .listings, .files)'; // listings are long, and run better than they read

/** @type {HTMLDetailsElement[]} */
let opened = [];

addEventListener('beforeprint', () => {
  opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(FOLDED))];
  for (const fold of opened) fold.open = true;
});

addEventListener('afterprint', () => {
  for (const fold of opened) fold.open = false;
});
