// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corresponding } from '../../templates/assets/js/figure/rewrite.js';

/** @param {{href?: string, 'data-key'?: string}} attributes */
function link(attributes) {
  const map = new Map(Object.entries(attributes));
  return /** @type {HTMLElement} */ (/** @type {unknown} */ ({ getAttribute: (/** @type {string} */ name) => map.get(name) ?? null }));
}

const first = link({ href: '#a?p=1', 'data-key': 'rank 1' });
const second = link({ href: '#a?p=2', 'data-key': 'rank 2' });
const third = link({ href: '#a?p=3' });
const links = [first, second, third];

test('the focus goes to the link of the same key, whatever state that leads to', () => {
  assert.equal(corresponding(links, { key: 'rank 2', href: '#a?p=1', at: 0 }), second);
});

test('else to one to the same state', () => {
  assert.equal(corresponding(links, { key: null, href: '#a?p=3', at: 0 }), third);
  assert.equal(corresponding(links, { key: 'gone', href: '#a?p=3', at: 0 }), third);
});

test('else to a neighbour', () => {
  assert.equal(corresponding(links, { key: 'gone', href: '#a?p=9', at: 1 }), second);
  assert.equal(corresponding(links, { key: null, href: '#a?p=9', at: 7 }), third);
  assert.equal(corresponding(links, { key: null, href: null, at: -1 }), first);
  assert.equal(corresponding([], { key: 'gone', href: '#a?p=9', at: 1 }), undefined);
});
