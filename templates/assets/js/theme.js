// @ts-check
// A classic script in the head, so that the reader's choice of colours holds before the first paint, and that waits for
// nothing far below: what comes near is laid out then, even before the modules are there. See page/below.js.

(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const stays = CSS.supports('overflow-anchor', 'auto'); // what is in view, while what is above it grows
  if (stays && visit?.type === 'navigate' && !visit.name.includes('#')) fromTop();

  /** Until the reader may be about to leave for another place: where that lies depends on what stands above it. */
  function fromTop() {
    root.classList.add('from-top');
    const far = new Set(['Tab', 'End', 'Home', 'PageDown', 'PageUp', ' ', 'F3', '/', "'"]); // keys that go there, or look for one
    const layOutAll = () => root.classList.remove('from-top');
    document.addEventListener('contentvisibilityautostatechange', layOut, true); // in Firefox it does not bubble
    document.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => (ctrlKey || metaKey || far.has(key)) && layOutAll(), true);
    document.addEventListener('click', ({ target }) => target instanceof Element && target.closest('a, summary') && layOutAll(), true);
  }

  /** @param {Event} event */
  function layOut(event) {
    const { target } = event;
    if (!(target instanceof Element) || !target.matches('.prose > *')) return;
    if ('skipped' in event && !event.skipped) target.classList.add('laid-out');
  }

  /** @returns {string} 'light', 'dark' or 'auto' */
  function chosen() {
    try {
      return localStorage.getItem('theme') ?? 'auto';
    } catch {
      return 'auto'; // storage may be forbidden
    }
  }

  /** @param {string} theme */
  function show(theme) {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const radio of document.querySelectorAll('.theme input')) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === theme;
    }
  }

  /** @param {string} theme */
  function keep(theme) {
    try {
      if (theme === 'auto') localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // it then lasts as long as this page
    }
  }

  show(chosen());
  document.addEventListener('DOMContentLoaded', () => show(chosen()));
  window.addEventListener('storage', (event) => event.key === 'theme' && show(chosen()));
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== 'theme') return;
    keep(target.value);
    show(target.value);
  });
})();
