// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, say } from '../../templates/assets/js/words.js';

test('without a translation a phrase is said as it stands, with its values', () => {
  assert.equal(say('Saved {name}.', { name: 'a.svg' }), 'Saved a.svg.');
  assert.equal(say('{a} of {b}', { a: '{b}', b: 0 }), '{b} of 0');
});

test('a value that is not given leaves its name', () => {
  assert.equal(fill('{name} gesichert.', {}), '{name} gesichert.');
});
