// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Address } from '../../templates/assets/js/state/address.js';
import { openPage } from './page.js';

openPage('https://example.org/post/');

/**
 * A window with a history of its own. `mood` is what it does with a call: take it, refuse it with an error, or
 * without a word.
 */
function tab() {
  /** @type {{state: any, hash: string}[]} */
  const entries = [{ state: null, hash: '' }];
  const shelf = new Map();
  const here = { at: 0, mood: 'takes', calls: 0 };
  const write = (/** @type {number} */ at, /** @type {any} */ state, /** @type {string} */ hash = entries[here.at].hash) => {
    here.calls += 1;
    if (here.mood === 'throws') throw new Error('SecurityError');
    if (here.mood === 'ignores') return;
    entries.splice(at, entries.length, { state: structuredClone(state), hash });
    here.at = at;
  };
  const history = {
    get state() {
      return entries[here.at].state;
    },
    pushState: (/** @type {any} */ state, /** @type {string} */ _, /** @type {string} */ hash) => write(here.at + 1, state, hash),
    replaceState: (/** @type {any} */ state, /** @type {string} */ _, /** @type {string} */ hash) => {
      const later = entries.slice(here.at + 1);
      write(here.at, state, hash);
      entries.splice(here.at + 1, 0, ...later);
    },
  };
  const sessionStorage = {
    getItem: (/** @type {string} */ key) => shelf.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => shelf.set(key, value),
    removeItem: (/** @type {string} */ key) => shelf.delete(key),
  };
  const host = /** @type {any} */ ({ history, sessionStorage });
  return { host, here, entries, hashes: () => entries.map(({ hash }) => hash) };
}

/** @param {string} query */
const coin = (query) => ({ figures: { coin: query }, hash: `#coin?${query}` });

/** A page that has just been opened. @param {ReturnType<typeof tab>} window */
function opened({ host }) {
  const address = new Address(host);
  assert.equal(address.arrive(), null);
  address.hold({});
  return address;
}

test('the moves of one figure are one entry, those of another the next', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=2', 'n=3']) address.moved('coin', coin(move));
  assert.deepEqual(window.hashes(), ['', '#coin?n=1']);
  mock.timers.tick(1000);
  assert.deepEqual(window.hashes(), ['', '#coin?n=3']);
  address.moved('dice', coin('n=3&p=1'));
  assert.deepEqual(window.hashes(), ['', '#coin?n=3', '#coin?n=3&p=1']);
});

test('a state that the reader has stayed at is come back to', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=1&p=1', 'n=2&p=1']) {
    address.moved('coin', coin(move));
    mock.timers.tick(3000);
  }
  assert.deepEqual(window.hashes(), ['', '#coin?n=2&p=1']);
  mock.timers.tick(3000);
  address.moved('coin', coin('n=3&p=1'));
  assert.deepEqual(window.hashes(), ['', '#coin?n=2&p=1', '#coin?n=3&p=1']);
});

test('what was put off is written before another step, and when it is asked for', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=2']) address.moved('coin n', coin(move));
  address.moved('coin p', coin('n=2&p=1'));
  address.moved('coin p', coin('n=2&p=2'));
  address.flush();
  assert.deepEqual(window.hashes(), ['', '#coin?n=2', '#coin?n=2&p=2']);
});

test('a press is a step of its own, and so is the move after it', () => {
  const window = tab();
  const address = opened(window);
  address.moved('', coin('seed=2'));
  address.moved('', coin('seed=3'));
  address.moved('coin n', coin('n=1&seed=3'));
  address.moved('', coin('seed=3'));
  address.moved('coin n', coin('n=5&seed=3'));
  assert.equal(window.entries.length, 6);
});

test('after Back, the same control begins another step', () => {
  const window = tab();
  const address = opened(window);
  address.moved('coin n', coin('n=1'));
  window.here.at = 0;
  assert.deepEqual(address.arrive(), {});
  address.moved('coin n', coin('n=9'));
  assert.deepEqual(window.hashes(), ['', '#coin?n=9']);
});

test('an entry that was left before it was written is written on return', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=2']) address.moved('coin n', coin(move));
  window.here.at = 0;
  assert.deepEqual(address.arrive(), {});
  mock.timers.tick(1000);
  assert.deepEqual(window.hashes(), ['', '#coin?n=1']);
  window.here.at = 1;
  assert.deepEqual(address.arrive(), { coin: 'n=2' });
  assert.deepEqual(window.hashes(), ['', '#coin?n=2']);
});

test('a page that goes away in the middle of a move finds it again', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=2']) address.moved('coin n', coin(move));
  address.leave();
  assert.deepEqual(new Address(window.host).arrive(), { coin: 'n=2' });
});

test('an entry that never came to be is not mistaken for the one before it', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  window.here.mood = 'throws';
  address.moved('coin n', coin('n=1'));
  address.leave();
  window.here.mood = 'takes';
  assert.deepEqual(new Address(window.host).arrive(), {});
});

test('what is held comes after what waited to be written', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const window = tab();
  const address = opened(window);
  for (const move of ['n=1', 'n=2']) address.moved('coin n', coin(move));
  address.hold({ coin: 'n=1' });
  mock.timers.tick(1000);
  assert.deepEqual(window.hashes(), ['', '#coin?n=1']);
  assert.deepEqual(window.host.history.state.figures, { coin: 'n=1' });
});

for (const mood of ['throws', 'ignores']) {
  test(`a browser that ${mood} is asked again, and nothing is lost`, ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const window = tab();
    const address = opened(window);
    window.here.mood = mood;
    address.moved('coin n', coin('n=1'));
    address.moved('coin n', coin('n=2'));
    mock.timers.tick(400);
    assert.deepEqual(window.hashes(), ['']);
    window.here.mood = 'takes';
    mock.timers.tick(400);
    assert.deepEqual(window.hashes(), ['', '#coin?n=2']);
    const { calls } = window.here;
    mock.timers.tick(4000);
    assert.equal(window.here.calls, calls);
  });
}

test('figures at their defaults take no room in an entry', () => {
  const window = tab();
  const address = opened(window);
  address.moved('', { figures: { coin: '', dice: 'n=2' }, hash: '#dice?n=2' });
  assert.deepEqual(window.host.history.state.figures, { dice: 'n=2' });
});
