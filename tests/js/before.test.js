// @ts-check
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { entry } from './entries.js';
import { openPage } from './page.js';
/** @import { Services as Started } from '../../templates/assets/js/python/services.js' */

Object.defineProperty(globalThis.navigator, 'vendor', { value: '', configurable: true }); // Node has none
const { Services } = await import('../../templates/assets/js/python/services.js');

/** @type {Map<string, string>} */
const stored = new Map();
const storage = {
  getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ text) => void stored.set(key, text),
  removeItem: (/** @type {string} */ key) => void stored.delete(key),
};

/** @param {{ page?: string, keeps?: boolean }} [how] @returns {{ services: Started, started: string[] }} */
function visit({ page = 'https://example.org/a/', keeps = true } = {}) {
  openPage(page);
  const value = keeps ? storage : undefined;
  Object.defineProperty(globalThis, 'localStorage', { value, configurable: true });
  const bill = ['figures', 'sums', 'others'].map((service) => entry(`${service}.bin`, 1, { service }));
  const services = new Services({ post: 'a', bill });
  /** @type {string[]} */
  const started = [];
  services.get = (name) => /** @type {any} */ ({ start: () => started.push(name) });
  services.start();
  return { services, started };
}

afterEach(() => stored.clear());

test('what a page asked on the last visit starts with its figures, and nothing else', () => {
  const first = visit();
  assert.deepEqual(first.started, ['figures']);
  first.services.ask('sums');
  assert.deepEqual(visit({ page: 'https://example.org/b/' }).started, ['figures']);
  assert.deepEqual(visit().started, ['figures', 'sums']);
});

test('what was not asked on the last visit, though before, starts when it is asked', () => {
  visit().services.ask('sums');
  visit().services.ask('others');
  assert.deepEqual(visit().started, ['figures', 'others']);
  assert.deepEqual(visit().started, ['figures']);
});

test('a service that works on a file of the reader’s has none on the next visit, and waits for one', () => {
  const { services } = visit();
  services.ask('sums');
  services.feed('sums');
  services.ask('sums');
  services.ask('others');
  assert.deepEqual(visit().started, ['figures', 'others']);
});

test('a service that the page has no more is forgotten', () => {
  visit().services.ask('gone');
  assert.deepEqual(visit().started, ['figures']);
});

test('what was written there by another program does not stop the figures', () => {
  for (const text of ['{', '{}', 'null', '["gone", 1]']) {
    visit().services.ask('sums');
    for (const key of stored.keys()) stored.set(key, text);
    assert.deepEqual(visit().started, ['figures']);
  }
});

test('where nothing can be remembered, a page asks all the same', () => {
  visit({ keeps: false }).services.ask('sums');
  assert.deepEqual(visit({ keeps: false }).started, ['figures']);
});
