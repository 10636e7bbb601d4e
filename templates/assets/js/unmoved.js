// @ts-check
// A classic script, for where modules do not come: browsers load none from a folder on a disk. Then nothing is to look
// as if it could be moved, and each figure says why it cannot.

(() => {
  const root = document.documentElement;

  /** @param {Event} event */
  function failed(event) {
    const script = event.target instanceof HTMLScriptElement || event instanceof ErrorEvent;
    if (!script || customElements.get('nt-figure') || root.classList.contains('unmoved')) return;
    root.classList.add('unmoved');
    for (const status of document.querySelectorAll('nt-figure .status-text')) status.append(...reason());
  }

  function reason() {
    if (location.protocol !== 'file:') {
      return ['What moves this figure did not load: the network is gone, or something blocked it. Load the page again.'];
    }
    const copy = document.querySelector('a.offline-copy');
    if (!copy) return ['This browser does not move figures in a page that is opened from a disk.'];
    return ['Opened from a folder, figures do not move in this browser. In one file they do: ', copy.cloneNode(true), '.'];
  }

  addEventListener('error', failed, true); // what fails to load tells only those who listen on the way down
})();
