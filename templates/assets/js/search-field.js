// @ts-check
// A classic script: browsers load no modules from a folder on a disk, and a site is to be searched there, too. The field
// is there at once; what finds, and the words of all posts, come with the first key.

(() => {
  const field = document.querySelector('.search input');
  if (!(field instanceof HTMLInputElement)) return;

  /** @param {string} src */
  function script(src) {
    return new Promise((loaded, failed) => {
      const made = document.createElement('script');
      made.src = src;
      made.addEventListener('load', loaded);
      made.addEventListener('error', failed);
      document.head.append(made);
    });
  }

  /** The texts first: what finds reads them as it starts. @param {HTMLInputElement} field */
  async function load({ dataset }) {
    for (const src of dataset.scripts?.split(' ') ?? []) await script(src);
  }

  let asked = false;
  field.addEventListener('input', async () => {
    if (asked) return;
    asked = true;
    try {
      await load(field);
    } catch {
      asked = false;
      const found = field.parentElement?.querySelector('.found');
      found?.removeAttribute('hidden');
      found?.querySelector('p')?.replaceChildren(field.dataset.lost ?? '');
    }
  });

  /** Ctrl+K on a Mac deletes a line's end. */
  const modifier = /^(Mac|iP)/.test(navigator.platform) ? 'metaKey' : 'ctrlKey';

  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !event[modifier] || event.shiftKey || event.altKey) return;
    event.preventDefault(); // Firefox would go to its own search, which Ctrl+L leads to as well
    field.focus();
    field.select();
  });
})();
