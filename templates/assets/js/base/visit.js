// @ts-check
// Where this visit of the page begins.

/** Whether at the top: theme.js has seen to that. */
export function beginsAtTop() {
  return document.documentElement.classList.contains('from-top');
}

/**
 * Resolves once the page stands where the visit begins: there are browsers that go to a place only when all has loaded.
 * @returns {Promise<unknown>}
 */
export async function begun() {
  if (beginsAtTop() || scrollY > 0 || document.readyState === 'complete') return;
  await new Promise((resolve) => ['scroll', 'load'].forEach((event) => addEventListener(event, resolve, { once: true })));
}
