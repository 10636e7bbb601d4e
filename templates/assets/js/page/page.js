// @ts-check
// The table of contents: open in the margin, and aware of where the reader is. And formulas too wide for the window.
// What makes the figures move is put in place once the text is painted.

import './copy-math.js';
import './copy.js';
import './listings.js';
import './print.js';

const contents = document.querySelector('.toc details');
const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.toc a'));
const targets = [...links].map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

/** Marks the last section whose heading has passed the upper third of the window. */
function mark() {
  const line = innerHeight / 3;
  const passed = targets.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < line);
  links.forEach((link, index) => {
    if (index === passed) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  });
}

if (contents instanceof HTMLDetailsElement) {
  // Browsers without ::details-content cannot open it by CSS.
  if (!CSS.supports('selector(::details-content)')) {
    const margin = matchMedia('(min-width: 75rem)');
    const follow = () => (contents.open = margin.matches);
    margin.addEventListener('change', follow);
    follow();
  }
  let asked = 0;
  const later = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      mark();
    });
  };
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later, { passive: true });
  later();
}

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
const column = new ResizeObserver(() => {
  const wide = inline.map((formula) => {
    const room = formula.parentElement?.closest('p, li, dd, td, th, h2, h3')?.clientWidth || Infinity;
    return [.../** @type {NodeListOf<HTMLElement>} */ (formula.querySelectorAll('.katex-base'))].some((part) => part.offsetWidth > room);
  });
  inline.forEach((formula, index) => {
    formula.classList.toggle('wide', wide[index]);
    reach(formula, wide[index]);
  });
});
for (const text of document.querySelectorAll('.prose')) column.observe(text);

const later = document.querySelector('template.later');
if (later instanceof HTMLTemplateElement) {
  requestAnimationFrame(() => setTimeout(() => document.head.append(later.content)));
}
