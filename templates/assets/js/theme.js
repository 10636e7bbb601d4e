// @ts-check
// A classic script in the head, so that the reader's choice of colours holds before the first paint, and that waits for
// nothing far below: see page/below.js.

(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const stays = CSS.supports('overflow-anchor', 'auto'); // what is in view, while what is above it grows
  if (stays && visit?.type === 'navigate' && !visit.name.includes('#')) root.classList.add('from-top');

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
