// @ts-check
// Part of a classic script in the head (live-theme.js), for where modules do not come: browsers load none from a folder on
// a disk. Then nothing is to look as if it could be moved or run, and each figure and each cell says why it cannot.

(() => {
  const root = document.documentElement;
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript); // the whole of it, which lies directly in js/
  const home = src && new URL('.', src).href; // of all scripts; '' in a page that is one file: there any script may be its own

  /** As in words.js, which is a module. @param {string} english @returns {string} */
  function say(english) {
    return JSON.parse(document.querySelector('script.words')?.textContent || '{}')[english] ?? english;
  }

  /** Not before the page's words are there. */
  const saidOfFigures = () => ({
    framed: say('In this frame figures do not move: it keeps the page from its own files. They do in a window of their own.'),
    lost: say('What moves this figure did not load: the network is gone, or something blocked it. Load the page again.'),
    fromDisk: say('This browser does not move figures in a page that is opened from a disk.'),
    fromFolder: say('Opened from a folder, figures do not move in this browser. In one file they do: {copy}.'),
  });
  const saidOfCells = () => ({
    framed: say('In this frame code does not run: it keeps the page from its own files. It does in a window of its own.'),
    lost: say('What runs this code did not load: the network is gone, or something blocked it. Load the page again.'),
    fromDisk: say('This browser runs no code in a page that is opened from a disk.'),
    fromFolder: say('Opened from a folder, code does not run in this browser. In one file it does: {copy}.'),
  });

  /** @param {Event} event */
  function failed(event) {
    if (!address(event)?.startsWith(home) || awake() || root.classList.contains('unmoved')) return;
    root.classList.add('unmoved');
    root.classList.remove('from-top'); // below.js is a module, too
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', settleAll);
    else settleAll();
  }

  function settleAll() {
    for (const figure of document.querySelectorAll('nt-figure')) settle(figure);
    for (const cell of document.querySelectorAll('nt-cell')) tell(cell);
  }

  /** What follows is none of the modules' failing to come. */
  function awake() {
    return customElements.get('nt-figure') || customElements.get('nt-cell');
  }

  /** It says why, in the place of its buttons. @param {Element} cell */
  function tell(cell) {
    cell.setAttribute('data-status', 'static');
    cell.querySelector('.output')?.removeAttribute('aria-busy');
    cell.querySelector('.actions')?.removeAttribute('hidden');
    for (const said of cell.querySelectorAll('.status-quiet, .status-percent')) said.replaceChildren();
    cell.querySelector('.status-text')?.replaceChildren(...reason(saidOfCells()));
  }

  /** It says why, and nothing that it said when the page was saved. @param {Element} figure */
  function settle(figure) {
    figure.setAttribute('data-status', 'static');
    figure.removeAttribute('aria-busy');
    for (const fields of figure.querySelectorAll('fieldset')) fields.disabled = true;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll('.stop, .retry'))) button.hidden = true;
    figure.querySelector('.status-percent')?.replaceChildren();
    const status = figure.querySelector('.status-text');
    status?.classList.remove('is-live');
    status?.replaceChildren(...reason(saidOfFigures()));
  }

  /** The script that failed, if it is one that did: an extension's is none of ours. @param {Event} event */
  function address(event) {
    if (event instanceof ErrorEvent) return event.filename;
    return event.target instanceof HTMLScriptElement ? event.target.src : undefined;
  }

  /** @param {ReturnType<typeof saidOfFigures>} said */
  function reason({ framed, lost, fromDisk, fromFolder }) {
    if (location.protocol !== 'file:') return [self.origin === 'null' ? framed : lost];
    const copy = document.querySelector('a.offline-copy[href]');
    if (!copy) return [fromDisk];
    const [before, after] = fromFolder.split('{copy}');
    return [before, copy.cloneNode(true), after];
  }

  addEventListener('error', failed, true); // what fails to load tells only those who listen on the way down
})();
