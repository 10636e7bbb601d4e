// @ts-check

/**
 * The link to a figure's state: a press copies it; where the browser cannot, it is an ordinary link.
 * @param {HTMLAnchorElement} link
 * @param {(sentence: string) => void} say
 */
export function bindStateLink(link, say) {
  link.addEventListener('click', async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      say('The link is copied.');
    } catch {
      say('The browser does not let this page copy; the address bar holds the link.');
    }
  });
}
