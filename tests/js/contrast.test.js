// @ts-check
// The colours of tokens.css against their grounds: WCAG AA, 4.5 : 1 for anything that is read, 3 : 1 for lines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** @param {string} sheet */
const read = (sheet) => readFileSync(new URL(`../../templates/assets/css/${sheet}.css`, import.meta.url), 'utf8');
const css = ['tokens', 'code'].map(read).join('\n');

/** @type {Record<string, string[]>}  token → its light and its dark value */
const tokens = {};
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) tokens[name] = [light, dark];

test('the icon has the colours of P and Q', () => {
  const icon = readFileSync(new URL('../../templates/assets/favicon.svg', import.meta.url), 'utf8');
  const dressed = [...icon.matchAll(/\.([pq]) \{[^}]*?(#\w{6})/g)].map(([, name, colour]) => [name, colour]);
  assert.deepEqual(dressed, [0, 1].flatMap((theme) => ['p', 'q'].map((name) => [name, tokens[name][theme]])));
});

/** Relative luminance, WCAG 2.2. @param {string} colour */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {string} one
 * @param {string} other
 */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * `color-mix(in srgb, one share, other)`.
 * @param {string} one
 * @param {number} share  0…1
 * @param {string} other
 */
function mixed(one, share, other) {
  const channel = (/** @type {string} */ colour, /** @type {number} */ at) => parseInt(colour.slice(at, at + 2), 16);
  const mix = (/** @type {number} */ at) => Math.round(share * channel(one, at) + (1 - share) * channel(other, at));
  return `#${[1, 3, 5].map((at) => mix(at).toString(16).padStart(2, '0')).join('')}`;
}

/**
 * The share of a token that a rule mixes with the paper.
 * @param {string} sheet
 * @param {RegExp} rule  up to the share
 */
function share(sheet, rule) {
  const found = new RegExp(`${rule.source} (\\d+)%`).exec(read(sheet));
  assert.ok(found, `${sheet}.css has ${rule}`);
  return Number(found[1]) / 100;
}

const READ = ['ink', 'ink-2', 'p', 'q', 'gain', 'loss', 'code-key', 'code-text', 'code-number', 'code-quiet'];

for (const [scheme, index] of /** @type {const} */ ([['light', 0], ['dark', 1]])) {
  for (const ground of ['paper', 'wash']) {
    for (const name of READ) {
      test(`${name} can be read on ${ground}, ${scheme}`, () => {
        const ratio = contrast(tokens[name][index], tokens[ground][index]);
        assert.ok(ratio >= 4.5, `${ratio.toFixed(2)} : 1`);
      });
    }
  }
  for (const name of ['rule', 'focus']) {
    test(`${name} can be seen, ${scheme}`, () => {
      assert.ok(contrast(tokens[name][index], tokens.paper[index]) >= 3);
    });
  }
  test(`shape and order can be told apart, ${scheme}`, () => {
    const order = mixed(tokens['ink-2'][index], share('chart', /\.order \{ fill: color-mix\(in srgb, var\(--ink-2\)/), tokens.paper[index]);
    assert.ok(contrast(tokens['ink-2'][index], order) >= 3);
  });
  test(`the row that is looked at can be read, ${scheme}`, () => {
    const ground = mixed(tokens.ink[index], share('figure', /\.looked-at \{ background: color-mix\(in srgb, var\(--ink\)/), tokens.paper[index]);
    assert.ok(contrast(tokens.ink[index], ground) >= 4.5);
  });
}
