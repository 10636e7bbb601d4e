// @ts-check
// The colours of tokens.css against their grounds: WCAG AA, 4.5 : 1 for anything that is read, 3 : 1 for lines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = ['tokens', 'code'].map((sheet) =>
  readFileSync(new URL(`../../templates/assets/css/${sheet}.css`, import.meta.url), 'utf8'),
).join('\n');

/** @type {Record<string, string[]>}  token → its light and its dark value */
const tokens = {};
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) tokens[name] = [light, dark];

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
}
