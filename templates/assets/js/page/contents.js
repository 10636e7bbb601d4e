// @ts-check
// The table of contents: open in the margin, and aware of where the reader is.

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
