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
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(action, delay);
    },
  };
}
