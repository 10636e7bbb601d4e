// @ts-check
// Finds words in the posts, section by section; of what it finds, it gives the words around, with those that match apart.

import MiniSearch from 'minisearch';

/** A post: its path in the site, its title, and of each section id, heading and text. @typedef {[path: string, title: string, sections: [id: string, heading: string, text: string][]]} SitePage */
/** Text, in runs; `match` says which are what was looked for. @typedef {{ text: string, match: boolean }[]} Runs */
/** @typedef {{ path: string, title: Runs, heading: Runs, excerpt: Runs }} Found */

export const MOST = 20;
const BEFORE = 40; // letters of an excerpt before its first match
const LONG = 180; // letters of an excerpt
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** A word as it is compared: Größe, größe and GRÖSSE are spelt the same. @param {string} word */
const folded = (word) => word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');

/**
 * @param {string} text
 * @param {ReadonlySet<string>} words  folded
 * @returns {Runs}
 */
export function marked(text, words) {
  const runs = [];
  let done = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!words.has(folded(word))) continue;
    runs.push({ text: text.slice(done, index), match: false }, { text: word, match: true });
    done = index + word.length;
  }
  runs.push({ text: text.slice(done), match: false });
  return runs.filter((run) => run.text);
}

/**
 * The part of a text that has most of what is looked for, in whole words. Long words count for more: they say more.
 * @param {string} text
 * @param {ReadonlySet<string>} words  folded
 */
export function excerpt(text, words) {
  const places = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word: folded(word), index })).filter(({ word }) => words.has(word));
  let [first, most] = [0, 0];
  places.forEach(({ index }, at) => {
    const near = places.slice(at).filter((place) => place.index < index + LONG - BEFORE);
    const worth = [...new Set(near.map(({ word }) => word))].join('').length;
    if (worth > most) [first, most] = [index, worth];
  });
  const start = first > BEFORE ? text.indexOf(' ', first - BEFORE) + 1 : 0;
  const end = start + LONG < text.length ? text.lastIndexOf(' ', start + LONG) : text.length;
  return `${start ? '… ' : ''}${text.slice(start, Math.max(end, first))}${end < text.length ? ' …' : ''}`;
}

/**
 * @param {SitePage[]} pages
 * @returns {(asked: string) => Found[]}  the best first
 */
export function finder(pages) {
  const sections = pages.flatMap(([path, title, parts]) =>
    parts.map(([id, heading, text]) => ({ path: id ? `${path}#${encodeURIComponent(id)}` : path, title, heading, text })),
  );
  const search = new MiniSearch({
    fields: ['title', 'heading', 'text'],
    tokenize: (text) => text.match(WORD) ?? [],
    processTerm: folded,
    searchOptions: {
      boost: { title: 4, heading: 4 },
      combineWith: 'AND',
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 ? 0.25 : false),
    },
  });
  search.addAll(sections.map((section, id) => ({ ...section, id })));
  return (asked) =>
    search.search(asked).slice(0, MOST).map(({ id, terms }) => {
      const { path, title, heading, text } = sections[id];
      const words = new Set(terms);
      return { path, title: marked(title, words), heading: marked(heading, words), excerpt: marked(excerpt(text, words), words) };
    });
}
