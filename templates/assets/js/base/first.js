// @ts-check
// What the reader waits for comes first: what only gets the page ready for later would take the processor from it.

/** @type {Set<Promise<void>>} */
const awaited = new Set();

/** Says that the reader waits. @returns {() => void}  to be called once that is over */
export function comesFirst() {
  /** @type {() => void} */
  let over = () => {};
  const waiting = new Promise((/** @type {(value: void) => void} */ resolve) => (over = resolve));
  awaited.add(waiting);
  waiting.then(() => awaited.delete(waiting));
  return over;
}

/** Resolves once the reader waits for nothing. */
export async function afterwards() {
  while (awaited.size) await Promise.all(awaited);
}
