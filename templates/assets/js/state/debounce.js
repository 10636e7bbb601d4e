// @ts-check

/**
 * Does something once nothing has asked for it for a while; or, asked for it `soon`, a while after the first time.
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
  const act = () => {
    timer = undefined;
    action();
  };
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(act, delay);
    },
    soon() {
      timer ??= setTimeout(act, delay);
    },
  };
}
