// @ts-check
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { choose, chosen } from '../../templates/assets/js/state/chosen.js';
import { kindOf } from '../../templates/assets/js/state/kinds/index.js';
import { pulled } from '../../templates/assets/js/state/kinds/shares.js';
import { setting } from '../../templates/assets/js/state/parameters.js';
import { fragment, holding, local, parse, query, unlinked } from '../../templates/assets/js/state/permalink.js';
import { declaration as sample, rho, seed, unit } from './declaration.js';

/** @type {import('../../templates/assets/js/state/kinds/text.js').Text} */
const prompt = { kind: 'text', name: 'prompt', label: 'Prompt', max: 1000, lines: 3, default: 'The cat', help: '' };

/** @type {import('../../templates/assets/js/state/kinds/tokens.js').Tokens} */
const picks = { kind: 'tokens', name: 'picks', label: 'Picked', vocabulary: 100, most: 3, default: '', help: '' };

/** @type {import('../../templates/assets/js/state/kinds/shares.js').Shares} */
const p = { kind: 'shares', name: 'p', label: 'P', parts: ['a', 'b', 'c'], whole: 100, default: '50.30.20', tone: 'p', help: '' };

/** @type {import('../../templates/assets/js/state/kinds/file.js').FileControl} */
const log = { kind: 'file', name: 'log', label: 'Log', kinds: 'CSV', pasted: true, default: '', help: '', instead: [] };

const declaration = { ...sample, id: 'builder', controls: [prompt, picks] };

test('each kind has a script and a template, and what is no kind is named', () => {
  const here = (/** @type {string} */ folder) => readdirSync(new URL(`../../templates/${folder}`, import.meta.url));
  for (const { kind } of [rho, seed, unit, prompt, picks, p, log]) {
    assert.ok(here('controls').includes(`${kind}.html`), kind);
    assert.ok(here('assets/js/state/kinds').includes(`${kind}.js`), kind);
  }
  assert.throws(() => kindOf({ ...prompt, kind: 'constructor' }), /no kind of control called constructor/);
});

test('a value is said on one line, and Python reads it as it is', () => {
  assert.equal(setting(prompt, 'a\nb "c"'), 'Prompt: “a ⏎ b "c"”');
  assert.equal(kindOf(prompt).literal(prompt, 'a\n"é"'), '"a\\n\\"é\\""');
  assert.equal(setting(picks, '12.7'), 'Picked: 12, 7');
  assert.equal(setting(picks, ''), 'Picked: –');
  assert.equal(kindOf(picks).literal(picks, '12.7'), '[12, 7]');
  assert.equal(kindOf(picks).literal(picks, ''), '[]');
  assert.equal(setting(p, '50.30.20'), 'P: a 50 %, b 30 %, c 20 %');
  assert.equal(kindOf(p).literal(p, '50.30.20'), '[50, 30, 20]');
});

test('a share that is pulled leaves the others the rest, in their proportions', () => {
  assert.equal(pulled(p, '50.30.20', 0, 0), '0.60.40');
  assert.equal(pulled(p, '50.30.20', 2, 100), '0.0.100');
  assert.equal(pulled(p, '0.0.100', 2, 90), '5.5.90');
  assert.equal(pulled(p, '0.0.100', 2, 99), '1.0.99');
  for (let share = 0; share <= 100; share += 1) {
    const shares = pulled(p, '33.33.34', 1, share).split('.').map(Number);
    assert.equal(shares[1], share);
    assert.equal(shares.reduce((a, b) => a + b), 100);
    assert.ok(Math.abs(shares[0] - shares[2]) <= 2 && Math.min(...shares) >= 0, String(shares));
  }
});

test('a file is known by a word to its own page alone, and a link to it says that it has to be chosen again', () => {
  const figure = { ...sample, id: 'logs', controls: [log] };
  const file = new File(['1,2'], 'secret.csv');
  const word = choose(file);
  assert.equal(chosen(word), file);
  assert.equal(choose(file), word);
  assert.notEqual(choose(new File(['1,2'], 'secret.csv')), word);
  assert.match(word, /^[a-z0-9]{1,16}$/);
  assert.deepEqual(parse(figure, query(figure, { log: word })).state, { log: word });
  const { state, complaints } = parse(figure, 'log=k3x9a2');
  assert.deepEqual(state, { log: '' });
  assert.match(complaints.join(), /log = “k3x9a2”; no link brings a file: choose it again\./);
  assert.deepEqual([local(figure, { log: word }), local(figure, { log: '' })], [['Log'], []]);
  assert.equal(setting(log, word), 'Log: a file of your own');
  assert.ok(!JSON.stringify([fragment(figure, { log: word }), setting(log, word), word]).includes('secret'));
});

test('half a sign is no sign', () => {
  assert.equal(kindOf(prompt).normalise(prompt, 'a\ud83d b\ude00 😀'), 'a b 😀');
});

test('a text that is too long for a link stays out of the address, and of nothing else', () => {
  const [just, over] = ['😀'.repeat(500), 'x'.repeat(501)];
  assert.deepEqual(parse(declaration, new URL(`https://a.example/${fragment(declaration, { prompt: just })}`).hash.split('?')[1]).state.prompt, just);
  assert.equal(fragment(declaration, { prompt: over, picks: '1.2' }), '#builder?picks=1.2');
  assert.equal(fragment(declaration, { prompt: over }), '#builder');
  assert.deepEqual(unlinked(declaration, { prompt: over, picks: '1' }), ['Prompt']);
  assert.deepEqual(unlinked(declaration, { prompt: just }), []);
  assert.equal(parse(declaration, query(declaration, { prompt: over })).state.prompt, over);
});

test('a link that could not hold a text leaves it as it is', () => {
  const now = { prompt: 'a'.repeat(501), picks: '1' };
  const asked = (/** @type {string} */ prompt, /** @type {string} */ picks) => ({ state: { prompt, picks }, named: new Set(prompt === 'The cat' ? ['picks'] : ['prompt', 'picks']) });
  assert.deepEqual(holding(declaration, asked('The cat', '2'), now), { prompt: now.prompt, picks: '2' });
  assert.deepEqual(holding(declaration, asked('Once', '2'), now), { prompt: 'Once', picks: '2' });
  assert.deepEqual(holding(declaration, asked('The cat', ''), { prompt: 'short', picks: '1' }), { prompt: 'The cat', picks: '' });
});

test('a pinned text that is too long stays out, too', () => {
  assert.equal(fragment(declaration, {}, { prompt: 'x'.repeat(501), picks: '3' }), '#builder?pin=picks:3');
});

test('what does not fit is said', () => {
  assert.match(parse(declaration, `prompt=${'x'.repeat(1001)}`).complaints.join(), /“x+…”; the first 1000 characters are what it holds\./);
  assert.match(parse(declaration, 'picks=1.2.3.4').complaints.join(), /picks = “1\.2\.3\.4”; the first 3 are what it holds\./);
  assert.match(parse(declaration, 'picks=100').complaints.join(), /picks = 100; it can be ids from 0 to 99 with points between\./);
});
