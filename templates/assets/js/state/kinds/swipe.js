// @ts-check
// A finger that comes down on a slider may mean the slider, or the page that is to scroll. Browsers set the slider at
// once, and some leave it there when the page takes the finger: until it is known, the slider stays as it is.

const DRAWN = 8; // px that a finger goes sideways before it draws

/**
 * To be bound before whatever else listens to the slider: that hears of a tap, and of a way sideways.
 * @param {HTMLInputElement} range
 */
export function ignoreSwipes(range) {
  /** @type {'none' | 'undecided' | 'scrolls'} */
  let finger = 'none';
  let [x, y] = [0, 0]; // where it came down
  let [before, touched] = ['', '']; // what the slider was at, and what the browser has set it to

  function accept() {
    finger = 'none';
    if (touched === before) return;
    range.value = touched;
    range.dispatchEvent(new Event('input', { bubbles: true }));
  }

  range.addEventListener('pointerdown', ({ pointerType, clientX, clientY }) => {
    finger = pointerType === 'mouse' ? 'none' : 'undecided';
    [x, y] = [clientX, clientY];
    before = touched = range.value;
  });
  range.addEventListener('pointermove', ({ clientX, clientY }) => {
    const [across, along] = [Math.abs(clientX - x), Math.abs(clientY - y)];
    if (finger === 'undecided' && across > DRAWN && across > along) accept();
  });
  range.addEventListener('pointerup', () => {
    if (finger === 'undecided') accept();
  });
  range.addEventListener('pointercancel', () => {
    if (finger === 'undecided') finger = 'scrolls';
  });
  for (const end of ['touchend', 'touchcancel', 'keydown']) range.addEventListener(end, () => (finger = 'none'));
  for (const type of ['input', 'change']) {
    range.addEventListener(type, (event) => {
      if (finger === 'none') return;
      event.stopImmediatePropagation();
      if (finger === 'undecided') touched = range.value;
      range.value = before;
    });
  }
}
