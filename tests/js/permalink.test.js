// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { choose } from '../../templates/assets/js/state/chosen.js';
import { defaults, substance } from '../../templates/assets/js/state/controls.js';
import { meant } from '../../templates/assets/js/state/meant.js';
import { holding, parse, query, split, told, towards } from '../../templates/assets/js/state/permalink.js';
import { declaration } from './declaration.js';

/** @import { Declaration } from '../../templates/assets/js/state/controls.js' */

const usual = defaults(declaration);

test('a fragment is an id, and a state where it has a question mark', () => {
  assert.deepEqual(split('#zipf-kl?n=3'), { id: 'zipf-kl', query: 'n=3' });
  assert.deepEqual(split('#zipf-kl?'), { id: 'zipf-kl', query: '' });
  assert.deepEqual(split('#zipf-kl'), { id: 'zipf-kl', query: null });
  assert.deepEqual(split(''), { id: '', query: null });
  assert.deepEqual(split('#a%20b?x?y'), { id: 'a b', query: 'x?y' });
  assert.equal(split('#%').id, '%');
});

test('what a state writes, it reads again', () => {
  const state = { ...usual, n: 1000, rho: -0.25, unit: 'bits & more' };
  const text = query(declaration, state);
  assert.equal(text, 'n=1000&rho=-0.25&unit=bits%20%26%20more');
  assert.deepEqual(parse(declaration, text), { state, pin: null, complaints: [], named: new Set(['n', 'rho', 'unit']) });
  assert.equal(query(declaration, usual), '');
});

test('what is pinned comes last, without how it is shown, and is read again', () => {
  const pin = { n: 7, rho: 0, seed: usual.seed };
  const text = query(declaration, { ...usual, unit: 'bits & more' }, { ...pin, unit: 'bits & more' });
  assert.equal(text, 'unit=bits%20%26%20more&pin=n:7,rho:0');
  assert.deepEqual(parse(declaration, text).pin, pin);
  assert.equal(query(declaration, usual, usual), 'pin=');
  assert.match(parse(declaration, 'pin=unit:nats').complaints.join(), /pins unit, which only says how/);
});

test('part of a state writes that part', () => {
  assert.equal(query(declaration, { rho: 0.3, n: 40 }), 'rho=0.3');
});

/** @type {[string, Record<string, unknown>, RegExp | null][]} */
const odd = [
  ['n=1e99', { n: 200_000 }, /n = 1e99; 200\u202f000 is the most/],
  ['n=-5', { n: 2 }, /n = -5; 2 is the least/],
  ['rho=abc', {}, /rho = “abc”, which it cannot show/],
  ['rho=', {}, /cannot show/],
  ['rho=%E0%A4%A', {}, /“%E0%A4%A”, which it cannot show/],
  ['unit=shannons', {}, /it can be nats or bits & more/],
  ['colour=red', {}, /sets “colour”, which this figure does not have/],
  ['__proto__=1&constructor=2', {}, /__proto__.*constructor/],
  ['rho=0.1&rho=0.2', { rho: 0.1 }, /rho twice/],
  ['&&=&=1', {}, /does not have/],
  [`n=${'9'.repeat(5000)}`, {}, /^.{0,120}$/],
  ['rho=0.123', { rho: 0.12 }, /rho = 0.123; the nearest is 0.12\./],
  ['', {}, null],
];

for (const [text, change, said] of odd) {
  test(`“${text.slice(0, 30)}” is taken as far as it makes sense, and the rest is said`, () => {
    const { state, complaints } = parse(declaration, text);
    assert.deepEqual(state, { ...usual, ...change });
    if (said) assert.match(complaints.join(' '), said);
    else assert.deepEqual(complaints, []);
  });
}

const shared = JSON.parse(readFileSync(new URL('../permalinks.json', import.meta.url), 'utf8'));

/** The state that a pin of these values stands for. @param {Declaration} sample @param {object} values */
function pinned(sample, values) {
  const names = substance(sample).map(({ name }) => name);
  const usual = Object.entries(defaults(sample)).filter(([name]) => names.includes(name));
  return { ...Object.fromEntries(usual), ...values };
}

for (const [sample, cases] of [[shared.declaration, shared.cases], [{ ...shared.declaration, compares: false }, shared.alone]]) {
  test(`links mean here what they mean to the generator${sample.compares ? '' : ', in a figure that compares nothing, too'}`, () => {
    for (const { query: asked, state, pin, canonical, said } of cases) {
      const read = parse(sample, asked);
      assert.deepEqual(read.state, { ...defaults(sample), ...state }, asked);
      assert.deepEqual(read.pin, pin ? pinned(sample, pin) : null, asked);
      assert.equal(query(sample, read.state, read.pin), canonical, asked);
      assert.equal(read.complaints.length, said, `${asked}: ${read.complaints}`);
    }
  });
}

test('what mailers, chats and typists make of a link is undone', () => {
  for (const { query: asked, canonical, said } of shared.mended) {
    const read = parse(shared.declaration, asked);
    assert.equal(query(shared.declaration, read.state, read.pin), canonical, asked);
    assert.equal(read.complaints.length, said, `${asked}: ${read.complaints}`);
  }
});

test('so it is where the state begins', () => {
  const state = { id: 'zipf-kl', query: 'n=1000&rho=0.5' };
  for (const mark of ['?', '%3F', '%3f', '%253F', '%25253F']) assert.deepEqual(split(`#zipf-kl${mark}n=1000&rho=0.5`), state);
  for (const before of ['##', '#/', '#!/']) assert.deepEqual(split(`${before}zipf-kl?n=1000&rho=0.5`), state);
  assert.deepEqual(split('#zipf%2Dkl%3Fn%3D1'), { id: 'zipf-kl', query: 'n%3D1' });
  assert.deepEqual(split('#zipf-kl&utm_source=mail'), { id: 'zipf-kl', query: 'utm_source=mail' });
});

test('a name is meant by its letters and digits, if by no other', () => {
  const names = ['zipf-kl', 'coin', 'a-b', 'ab'];
  for (const name of ['zipf-kl', 'ZIPF-KL', 'zipfkl', 'zipf_kl', 'zipf‑kl', 'zipf-kl)', '“zipf-kl”']) {
    assert.equal(meant(name, names), 'zipf-kl');
  }
  assert.equal(meant('ab', names), 'ab');
  for (const name of ['AB', 'zipf', 'zipf-lk', '', '?']) assert.equal(meant(name, names), undefined);
});

test('of many complaints three are told, and how many more there are', () => {
  const { complaints } = parse(declaration, Array.from({ length: 2000 }, (_, index) => `x${index}=1`).join('&'));
  assert.match(told(complaints), /^The link sets “x0”.*“x1”.*“x2”, which this figure does not have\. And 1\u202f997 more like these\.$/);
  assert.equal(told(complaints.slice(0, 1)), complaints[0]);
  assert.match(told(complaints.slice(0, 4)), /And 1 more like this\.$/);
});

test('a value that is encoded without end is refused', () => {
  assert.equal(parse(declaration, `n=${'%25'.repeat(2000)}`).complaints.length, 1);
});

test('a link keeps the reader’s file unless it names it, or what is shown without it', () => {
  /** @type {import('../../templates/assets/js/state/kinds/file.js').FileControl} */
  const log = { kind: 'file', name: 'log', label: 'Log', kinds: 'CSV', pasted: true, default: '', help: '', instead: ['unit'] };
  const own = { ...declaration, controls: [log, ...declaration.controls] };
  const now = { ...usual, log: choose(new File([], 'a.csv')), n: 7 };
  const followed = (/** @type {string} */ link) => holding(own, parse(own, link), now);
  assert.deepEqual(followed('n=1000'), { ...usual, log: now.log, n: 1000 });
  for (const link of ['log=', 'unit=nats', 'log=gone']) assert.deepEqual(followed(link), { ...usual, log: '' }, link);

  assert.equal(towards(own, now, { log: '' }, null), 'n=7&log=');
  assert.deepEqual(followed(towards(own, now, { log: '' }, null)), { ...usual, log: '', n: 7 });
  assert.equal(towards(own, now, { n: 9 }, null), `log=${now.log}&n=9`);
});
