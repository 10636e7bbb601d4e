// @ts-check
// Where links lead. In a frame this moves this page only, not the one around it, as scrollIntoView() would.

/** In a fold that is closed nothing has a place to scroll to: opens all that it lies in. @param {Element} element */
export function unfold(element) {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true;
}

/** Brings it to where reading starts. @param {Element} element */
export function scrollToStart(element) {
  const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  scrollBy({ top: element.getBoundingClientRect().top - room });
}
