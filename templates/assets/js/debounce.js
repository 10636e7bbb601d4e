// @ts-check

/**
 * Does something once nothing has asked for it for a while.
 * @param {number} delay  milliseconds
 * @param {() => void} action
 */
export function debounced(delay, action) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const now = () => {
    cancel();
    action();
  };
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(now, delay);
    },
    /** Does at once what was put off, if anything was. */
    flush() {
      if (timer !== undefined) now();
    },
  };
}
