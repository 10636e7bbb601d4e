// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setWords } from '../../templates/assets/js/base/quoted.js';

/** @type {[string, boolean][][]} as tests/generator/test_quoted.py has them */
const CASES = JSON.parse(readFileSync(new URL('../quoted.json', import.meta.url), 'utf-8'));

test('what is quoted is not to be translated', () => {
  Object.assign(globalThis, { document: { createElement: () => ({}) } });
  for (const parts of CASES) {
    /** @type {any[]} */
    let written = [];
    const element = { textContent: '', replaceChildren: (/** @type {any[]} */ ...nodes) => { written = nodes; } };
    setWords(/** @type {any} */ (element), parts.map(([text]) => text).join(''));
    const found = written.map((node) => (typeof node === 'string' ? [node, false] : [node.textContent, node.translate === false]));
    assert.deepEqual(found, parts);
  }
});
