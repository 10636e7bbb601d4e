// @ts-check
// The field's list of what was found: links, by arrow keys or Tab; Esc closes it.

import { say } from '../base/words.js';
import { MOST } from './finder.js';

const COMPOSING = 229; // all that Safari tells of the Enter that ends a composition

/** @param {import('./finder.js').Runs} runs */
function written(runs) {
  return runs.map(({ text, match }) => {
    if (!match) return text;
    const mark = document.createElement('mark');
    mark.textContent = text;
    return mark;
  });
}

/**
 * @param {string} className
 * @param {(string | Node)[]} content
 */
function span(className, content) {
  const made = document.createElement('span');
  made.className = className;
  made.append(...content);
  return made;
}

/**
 * @param {import('./finder.js').Found} found
 * @param {URL} root
 */
function item({ path, title, heading, excerpt }, root) {
  const link = document.createElement('a');
  link.href = new URL(path, root).href;
  link.append(span('found-title', written(title)), ...(heading.length ? [' ', span('found-heading', written(heading))] : []), ' ');
  link.append(span('found-excerpt', written(excerpt)));
  const made = document.createElement('li');
  made.append(link);
  return made;
}

/**
 * @param {string} words
 * @param {number} count
 */
function told(words, count) {
  if (!count) return say('Nothing is found for “{words}”.', { words });
  if (count === 1) return say('Found in one section.');
  return count === MOST ? say('The best {count} sections.', { count }) : say('Found in {count} sections.', { count });
}

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} panel  with a line for what is told, and a list
 * @param {(asked: string) => import('./finder.js').Found[]} find
 * @param {URL} root  of the site
 */
export function show(field, panel, find, root) {
  const search = field.parentElement ?? field;
  const links = () => [...panel.querySelectorAll('a')];

  function update() {
    const words = field.value.trim();
    const found = words ? find(words) : [];
    panel.hidden = !words;
    panel.querySelector('p')?.replaceChildren(words ? told(words, found.length) : '');
    panel.querySelector('ol')?.replaceChildren(...found.map((each) => item(each, root)));
    panel.scrollTop = 0;
  }

  function close() {
    panel.hidden = true;
  }

  /** @param {number} step  among the field and the links */
  function move(step) {
    const stops = [field, ...links()];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.isComposing || event.keyCode === COMPOSING) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !panel.hidden) move(step);
    else if (event.key === 'Escape' && !panel.hidden) {
      close();
      field.focus();
    } else if (event.key === 'Enter' && event.target === field) links()[0]?.click();
    else return;
    event.preventDefault();
  }

  field.addEventListener('input', update);
  field.addEventListener('focus', () => (panel.hidden = !field.value.trim()));
  search.addEventListener('keydown', onKey);
  search.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !search.contains(relatedTarget)) close();
  });
  document.addEventListener('pointerdown', ({ target }) => target instanceof Node && !search.contains(target) && close());
  panel.addEventListener('click', ({ target }) => target instanceof Element && target.closest('a') && close()); // it may lead to this page
  update();
}
