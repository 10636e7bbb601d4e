// @ts-check
// The address bar, and what Back brings back. Every history entry holds the states of the figures that were not at
// their defaults; an entry that holds none is new (a link was followed, or the reader typed), and its address speaks.

/** @typedef {Record<string, string>} Queries   figure id → its state as a query */

/**
 * What this entry holds, or null where it is new.
 * @returns {Queries | null}
 */
export function remembered() {
  const { state } = history;
  return state && typeof state === 'object' && 'figures' in state ? state.figures : null;
}

/**
 * Writes the entry in place; the address stays as it is where none is given.
 * @param {Queries} figures
 * @param {string} [hash]
 */
export function remember(figures, hash) {
  const kept = Object.fromEntries(Object.entries(figures).filter(([, query]) => query));
  try {
    history.replaceState({ ...history.state, figures: kept }, '', hash ?? location.href);
  } catch {
    // a browser that counts these calls refuses some of them; the next one catches up
  }
}
