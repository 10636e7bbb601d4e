// @ts-check
// A classic script, for where modules do not come: browsers load none from a folder on a disk. Then nothing is to look
// as if it could be moved, and each figure says why it cannot.

(() => {
  const root = document.documentElement;
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const home = src && new URL('.', src).href; // of all scripts; '' in a page that is one file: there any script may be its own

  /** As in words.js, which is a module. @param {string} english @returns {string} */
  function say(english) {
    return JSON.parse(document.querySelector('script.words')?.textContent || '{}')[english] ?? english;
  }

  /** @param {Event} event */
  function failed(event) {
    if (!address(event)?.startsWith(home) || customElements.get('nt-figure') || root.classList.contains('unmoved')) return;
    root.classList.add('unmoved');
    for (const figure of document.querySelectorAll('nt-figure')) settle(figure);
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
    status?.replaceChildren(...reason());
  }

  /** The script that failed, if it is one that did: an extension's is none of ours. @param {Event} event */
  function address(event) {
    if (event instanceof ErrorEvent) return event.filename;
    return event.target instanceof HTMLScriptElement ? event.target.src : undefined;
  }

  function reason() {
    if (location.protocol !== 'file:' && self.origin === 'null') {
      return [say('In this frame figures do not move: it keeps the page from its own files. They do in a window of their own.')];
    }
    if (location.protocol !== 'file:') {
      return [say('What moves this figure did not load: the network is gone, or something blocked it. Load the page again.')];
    }
    const copy = document.querySelector('a.offline-copy[href]');
    if (!copy) return [say('This browser does not move figures in a page that is opened from a disk.')];
    const [before, after] = say('Opened from a folder, figures do not move in this browser. In one file they do: {copy}.').split('{copy}');
    return [before, copy.cloneNode(true), after];
  }

  addEventListener('error', failed, true); // what fails to load tells only those who listen on the way down
})();
