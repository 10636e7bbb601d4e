// @ts-check
// Where this visit of the page begins.

/** Whether at the top, and what is far below is put off: theme.js has seen to that. */
export function putsOff() {
  return document.documentElement.classList.contains('from-top');
}

/**
 * Resolves once the page stands where the visit begins: there are browsers that go to a place only when all has loaded.
 * @returns {Promise<unknown>}
 */
export async function begun() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const atTop = visit?.type === 'navigate' && !location.hash;
  if (atTop || scrollY > 0 || document.readyState === 'complete') return;
  await new Promise((resolve) => ['scroll', 'load'].forEach((event) => addEventListener(event, resolve, { once: true })));
}
