// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expand } from '../../sitegen/references/expand.mjs';

const MACROS = {
  '\\P': '\\htmlClass{p}{P}',
  '\\htmlClass': '#2',
  '\\E': '\\operatorname{E}\\left[#1\\right]',
  '\\d': '\\mathrm{d}',
  '\\a': '\\alpha',
  '\\|': '\\Vert',
  '\\two': '\\E{#2} + #1',
};

for (const [tex, expanded] of [
  ['x^2', 'x^2'],
  ['\\P \\le \\Pr', 'P \\le \\Pr'],
  ['\\E{x_{1}} + \\E y', '\\operatorname{E}\\left[x_{1}\\right] + \\operatorname{E}\\left[y\\right]'],
  ['\\two{\\P}{\\{a\\}}', '\\operatorname{E}\\left[\\{a\\}\\right] + P'],
  ['\\a x\\|y', '\\alpha x\\Vert y'],
  ['\\E', '\\operatorname{E}\\left[\\right]'],
  ['a \\\\P', 'a \\\\P'],
  ['a\\', 'a\\'],
]) {
  test(`${tex} says the same without macros`, () => assert.equal(expand(tex, MACROS), expanded));
}

test('a macro that contains itself has an end', () => {
  assert.ok(expand('\\loop', { '\\loop': 'a\\loop' }).startsWith('aaa'));
});
