// @ts-check
// Formulas too wide for the window.

/**
 * What scrolls sideways is to be reached by keyboard.
 * @param {Element} element
 * @param {boolean} scrolls
 */
function reach(element, scrolls) {
  if (scrolls) element.setAttribute('tabindex', '0');
  else element.removeAttribute('tabindex');
}

const scrollers = new ResizeObserver((entries) => {
  for (const { target } of entries) reach(target, target.scrollWidth > target.clientWidth);
});
for (const formula of document.querySelectorAll('.equation-math')) scrollers.observe(formula);

/** Formulas in the text break between their parts. One with a part that is wider than the column scrolls. */
const parts = document.querySelectorAll('.prose .katex:not(.equation *) .katex-base');

/** Tells each part's size once, when it is laid out: those far below the window may be so later. */
const sizes = new ResizeObserver((entries) => {
  const formulas = [...new Set(entries.map(({ target }) => target.closest('.katex')))].filter((formula) => formula !== null);
  const wide = formulas.map(isWide);
  formulas.forEach((formula, index) => {
    formula.classList.toggle('wide', wide[index]);
    reach(formula, wide[index]);
  });
  for (const { target } of entries) sizes.unobserve(target);
});

/** @param {Element} formula */
function isWide(formula) {
  const room = formula.parentElement?.closest('p, li, dd, td, th, h2, h3')?.clientWidth || Infinity;
  return [.../** @type {NodeListOf<HTMLElement>} */ (formula.querySelectorAll('.katex-base'))].some((part) => part.offsetWidth > room);
}

function measure() {
  for (const part of parts) sizes.observe(part);
}

let width = 0;
const column = new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.width !== width) measure(); // a column becomes higher at all times
  width = contentRect.width;
});
for (const text of document.querySelectorAll('.prose')) column.observe(text);
document.fonts.ready.then(measure); // what was measured before may have been other letters
