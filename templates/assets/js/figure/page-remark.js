// @ts-check
// What there is to say of an address that means no figure and no cell of this page: at the edge of the window, wherever it is.

import { fill, say } from '../base/words.js';

const place = document.querySelector('.page-remark');

/**
 * @param {string} id  of what is not here; '' where there is nothing to say
 */
export function remark(id) {
  if (!place || (!id && !place.hasChildNodes())) return;
  if (!id) return place.replaceChildren();
  const figures = [...document.querySelectorAll('nt-figure .figure-number')];
  const links = figures.flatMap((link, index) => [index ? ' ' : '', link.cloneNode(true)]);
  const asked = id.length > 40 ? `${id.slice(0, 39)}…` : id;
  if (!figures.length) return place.replaceChildren(say('The link asks for “{asked}”, which this page does not have.', { asked }), close());
  const said = say('The link asks for “{asked}”, which this page does not have. Its figures are {figures}').split('{figures}');
  const [before, after] = said.map((part) => fill(part, { asked }));
  place.replaceChildren(before, ...links, after, close());
}

function close() {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = say('Close');
  button.addEventListener('click', () => place?.replaceChildren());
  return button;
}
