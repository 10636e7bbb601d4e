// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt, finder, marked } from '../../templates/assets/js/search/finder.js';

const find = finder([
  ['coins/index.html', 'Coins', [
    ['', '', 'A coin has two sides.'],
    ['fair', 'A fair one', 'Heads and tails are alike, and its entropy is greatest.'],
  ]],
  ['größe/index.html', 'Größe', [['maß', 'Das Maß', 'Die Entropie eines Würfels.']]],
]);

/** @param {string} asked */
const paths = (asked) => find(asked).map(({ path }) => path);

/** @param {import('../../templates/assets/js/search/finder.js').Runs} runs */
const matches = (runs) => runs.filter(({ match }) => match).map(({ text }) => text);

test('a section is found by a word of its title, its heading or its text', () => {
  assert.deepEqual(paths('fair'), ['coins/index.html#fair']);
  assert.deepEqual(paths('sides'), ['coins/index.html']);
  assert.deepEqual(new Set(paths('coins')), new Set(['coins/index.html', 'coins/index.html#fair']));
});

test('all words have to be there, in any order', () => {
  assert.deepEqual(paths('entropy heads'), ['coins/index.html#fair']);
  assert.deepEqual(paths('entropy sides'), []);
  assert.deepEqual(paths('zebra'), []);
  assert.deepEqual(paths('?!'), []);
});

test('a beginning finds its words, and a slip of the finger does not matter', () => {
  assert.deepEqual(new Set(paths('entro')), new Set(['coins/index.html#fair', 'größe/index.html#ma%C3%9F']));
  assert.deepEqual(paths('entrpoy').includes('coins/index.html#fair'), true);
});

test('letters with marks are found without, in small and in capital letters', () => {
  for (const asked of ['würfels', 'Wurfels', 'WÜRFELS', 'mass', 'MASS']) assert.deepEqual(paths(asked), ['größe/index.html#ma%C3%9F'], asked);
});

test('what matches is apart from what is around it, and nothing is lost', () => {
  const runs = marked('A fair coin, FAIR, unfair', new Set(['fair']));
  assert.deepEqual(matches(runs), ['fair', 'FAIR']);
  assert.equal(runs.map(({ text }) => text).join(''), 'A fair coin, FAIR, unfair');
  const [{ excerpt: found, heading }] = find('greatest fair');
  assert.deepEqual(matches(found), ['greatest']);
  assert.deepEqual(matches(heading), ['fair']);
});

test('an excerpt is where most of the words are, and not longer than the text', () => {
  const filler = 'nothing of the kind is said here '.repeat(20);
  const text = `of ${filler}the entropy of a coin ${filler}`;
  const found = excerpt(text, new Set(['entropy', 'of', 'coin']));
  assert.match(found, /^… .*the entropy of a coin.* …$/);
  assert.ok(found.length < 200);
  assert.equal(excerpt('Short.', new Set(['zebra'])), 'Short.');
});
