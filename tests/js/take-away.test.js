// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults } from '../../templates/assets/js/state/controls.js';
import { csv } from '../../templates/assets/js/take-away/csv.js';
import { covers } from '../../templates/assets/js/take-away/fonts.js';
import { json } from '../../templates/assets/js/take-away/json.js';
import { plain } from '../../templates/assets/js/take-away/plain-table.js';
import { parameters } from '../../templates/assets/js/state/parameters.js';
import { script } from '../../templates/assets/js/take-away/script.js';
import { fileName } from '../../templates/assets/js/take-away/take-away.js';
import { declaration } from './declaration.js';

const usual = defaults(declaration);
const pin = { n: 40, rho: 0.3, seed: 1 };

for (const [cell, wanted] of [
  ['0.187', '0.187'],
  ['−0.0512', '-0.0512'],
  ['50\u202f257', '50257'],
  ['−1.20×10⁻⁵', '-1.20e-5'],
  ['10⁻¹²', '1e-12'],
  ['10⁶', '1e6'],
  ['3.1×10⁸', '3.1e8'],
  ['∞', 'inf'],
  ['−∞', '-inf'],
  ['–', ''],
  ['11–20', '11–20'],
  ['50 257', '50 257'], // not as the figures write it: may be anything
  ['yes', 'yes'],
  ['‘\u00a0mat’', '‘ mat’'],
]) {
  test(`a program reads “${cell}” as “${wanted}”`, () => assert.equal(plain(cell), wanted));
}

test('a table is a line for each row, in quotes only where it must', () => {
  const table = [['rank', 'adds to KL, nats', 'said "so"'], ['1', '−0.5', 'a\nb'], ['2', '–', 'yes']];
  assert.equal(csv(table), '\ufeffrank,"adds to KL, nats","said ""so"""\r\n1,-0.5,"a\nb"\r\n2,,yes\r\n');
});

test('a unit that every number of a column has goes to its name', () => {
  const table = [['share', 'angle', 'part', 'range'], ['36.2\u202f%', '1.5°', '5 %', '0.0°–1.2°'], ['–', '−2°', 'some %', '1.2°–2.0°']];
  assert.equal(csv(table), '\ufeff"share, %","angle, °",part,range\r\n36.2,1.5,5 %,0.0°–1.2°\r\n,-2,some %,1.2°–2.0°\r\n');
});

test('as JSON, numbers are numbers, what is missing is null, and what has no number stays in words', () => {
  const table = [['token', 'ln p', 'share'], ['‘ a’', '−1.2×10⁻⁵', '5 %'], ['inf', '∞', '–'], ['0x10', '−∞', '–']];
  const readouts = [{ name: 'kl', value: '0.1874', unit: 'nats' }, { name: 'q', value: 'Infinity', unit: '' }, { name: 'none', value: '', unit: '' }];
  const told = JSON.parse(json({ figure: 'A figure', link: '', state: { n: 40, text: 'a' }, pinned: null, readouts, table }));
  assert.deepEqual(told, {
    figure: 'A figure',
    state: { n: 40, text: 'a' },
    readouts: { kl: { value: 0.1874, unit: 'nats' }, q: { value: 'inf', unit: '' }, none: { value: null, unit: '' } },
    table: {
      columns: [{ name: 'token', unit: '' }, { name: 'ln p', unit: '' }, { name: 'share', unit: '%' }],
      rows: [['‘ a’', -1.2e-5, 5], ['inf', 'inf', null], ['0x10', '-inf', null]],
    },
  });
});

test('a state in words names every control, with its symbol and unit', () => {
  assert.equal(
    parameters(declaration, { ...usual, n: 1000, unit: 'bits & more' }),
    'Vocabulary size, N = 1000 tokens; Rank correlation, ρ = 0.9; Seed: 1; Unit: bits',
  );
});

test('of a pinned state the words say what differs', () => {
  assert.match(parameters(declaration, usual, pin), /Unit: nats\. Pinned to compare: Rank correlation, ρ = 0\.3$/);
  assert.match(parameters(declaration, usual, { ...pin, rho: 0.9 }), /Pinned to compare: the same$/);
});

test('a file is named after its figure and state, as any disk takes it', () => {
  assert.equal(fileName(declaration, { state: usual }, 'svg'), 'zipf-kl.svg');
  const named = fileName(declaration, { state: { ...usual, rho: -0.5, unit: 'bits & more' }, pin }, 'csv');
  assert.equal(named, 'zipf-kl_rho=-0.5_unit=bits-more_pin=rho-0.3.csv');
  const long = { ...declaration, id: 'x'.repeat(300) };
  assert.equal(fileName(long, { state: usual }, 'py').length, 103);
});

const told = { figure: 'Figure 1', page: 'A page', link: 'https://example.org/a/#coin', wheel: 'https://example.org/a.whl', post: 'a.b' };

test('the script states the state as Python writes it', () => {
  const text = script(declaration, { ...usual, n: 200_000, unit: 'bits & more' }, null, told);
  assert.match(text, /^ {4}"n": 200000, {2}# Vocabulary size, N = 200000 tokens$/m);
  assert.match(text, /^ {4}"unit": "bits & more", {2}# Unit: bits$/m);
  assert.match(text, /^# {5}pip install "https:\/\/example.org\/a\.whl"$/m);
  assert.doesNotMatch(text, /pinned/);
});

for (const [title, wanted] of [['Chance', '# Chance.'], ['Which one?', '# Which one?'], ['So it goes …', '# So it goes …']]) {
  test(`the script begins with “${wanted}”`, () => {
    assert.equal(script({ ...declaration, title }, usual, null, told).split('\n')[0], wanted);
  });
}

test('where nobody knows the address of a state the script gives none', () => {
  assert.match(script(declaration, usual, null, { ...told, link: '' }), /^# Figure 1 of “A page”\n#\n# Needs/m);
});

test('what the script prints is UTF-8 on every machine', () => {
  const text = script(declaration, usual, null, told);
  assert.ok(text.indexOf('sys.stdout.reconfigure(encoding="utf-8")') > text.indexOf('import sys'));
});

test('the script of a pinned state compares', () => {
  const text = script(declaration, usual, pin, told);
  assert.match(text, /^pinned = figure\.pinned\(\{\n {4}"n": 40,[^}]*"rho": 0\.3,[^}]*"seed": 1,[^}]*\}, state\)$/m);
  assert.doesNotMatch(text.split('pinned = ')[1].split('}')[0], /unit/);
});

test('where nobody knows the site the script says where the wheel is', () => {
  const text = script(declaration, usual, null, { ...told, wheel: 'a-1.whl' });
  assert.match(text, /pip install a-1\.whl\n#\n# That file is in the folder runtime\/ of the site/);
});

test('a font is brought along for the signs that it holds', () => {
  assert.equal(covers('U+0-FF, U+131', 'abc'), true);
  assert.equal(covers('U+370-377, U+37A-37F', 'abc'), false);
  assert.equal(covers('U+370-3FF', 'a ρ'), true);
  assert.equal(covers('U+0-FF', 'ρ'), false);
  assert.equal(covers('U+2016', '‖'), true);
  assert.equal(covers('', 'a'), true);
});
