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

/** Formulas in the text break between their parts. A part that is wider than the column scrolls. */
const inline = [...document.querySelectorAll('.prose .katex:not(.equation *)')];

function mark() {
  const wide = inline.map((formula) => {
    const room = formula.parentElement?.closest('p, li, dd, td, th, h2, h3')?.clientWidth || Infinity;
    return [.../** @type {NodeListOf<HTMLElement>} */ (formula.querySelectorAll('.katex-base'))].some((part) => part.offsetWidth > room);
  });
  inline.forEach((formula, index) => {
    formula.classList.toggle('wide', wide[index]);
    reach(formula, wide[index]);
  });
}

let width = 0;
const column = new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.width !== width) mark(); // a column becomes higher at all times
  width = contentRect.width;
});
for (const text of document.querySelectorAll('.prose')) column.observe(text);
document.fonts.ready.then(mark); // what was measured before may have been other letters
