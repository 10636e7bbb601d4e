// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { digest, read, written } from '../../templates/assets/js/cells/difference.js';

const CODE = 'import numpy as np\n\np = np.array([0.4, 0.3, 0.3])\nprint(p)';
const ALPHABET = 'ab(\n é𝒳\ud800_%"\\';

/** The same numbers each time. @param {number} seed */
function random(seed) {
  return (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** @param {unknown} said  @param {string} [of] */
function forged(said, of = CODE) {
  return `${deflateRawSync(JSON.stringify(said)).toString('base64url')}.${digest(of)}`;
}

/** @param {string} link */
async function isRefused(link) {
  const { text, why } = await read(CODE, link);
  assert.equal(text, undefined, link);
  assert.match(why, /^The link brings an edit .*\.$/);
  return why;
}

test('a link brings what was written, whatever that is', async () => {
  const choose = random(1);
  for (let round = 0; round < 300; round++) {
    const signs = Array.from({ length: choose(60) }, () => ALPHABET[choose(ALPHABET.length)]);
    const from = choose(CODE.length);
    const after = CODE.slice(0, from) + signs.join('') + CODE.slice(from + choose(30));
    const { link = '' } = await written(CODE, after);
    assert.match(link, /^[\w-]+\.[0-9a-f]{8}$/);
    assert.deepEqual(await read(CODE, link), { text: after, why: '' });
  }
});

test('what a sentence puts behind a link is no part of it', async () => {
  const { link = '' } = await written(CODE, 'p = 1');
  for (const tail of ['.', ').', '_', '”']) assert.equal((await read(CODE, link + tail)).text, 'p = 1');
});

test('a change of one character makes a short link, and one that is too long none', async () => {
  assert.ok(((await written(CODE.repeat(50), `${CODE.repeat(50)}!`)).link ?? CODE).length < 60);
  const choose = random(2);
  const noise = Array.from({ length: 20_000 }, () => String.fromCharCode(33 + choose(90))).join('');
  for (const long of [noise, noise.repeat(4), 'x'.repeat(200_000)]) {
    assert.deepEqual(await written(CODE, long), { why: 'This edit is too long for a link.' });
  }
});

test('a link that was cut, changed or made up says so', async () => {
  const { link = '' } = await written(CODE, CODE.replace('0.4, 0.3', '0.1, 0.6'));
  for (let length = 0; length < link.length; length++) await isRefused(link.slice(0, length));
  const choose = random(3);
  for (let round = 0; round < 500; round++) {
    const at = choose(link.length);
    const other = link.slice(0, at) + 'abcXYZ019-_.%&'[choose(14)] + link.slice(at + 1);
    const { text } = await read(CODE, other);
    if (other !== link) assert.ok(text === undefined || digest(text) === digest(CODE.replace('0.4, 0.3', '0.1, 0.6')), other);
  }
  for (let round = 0; round < 300; round++) {
    const noise = Buffer.from(Array.from({ length: choose(200) }, () => choose(256)));
    await isRefused(`${noise.toString('base64url')}.${digest(CODE)}`);
  }
});

test('what a link says of places that are none is refused, or no harm', async () => {
  for (const said of [null, 1, 'text', {}, [], [1], [-1, 1e9, 'x', '0'], ['a', {}, [], digest('b')], [0, 0, null]]) await isRefused(forged(said));
  const after = `x${CODE}`;
  assert.equal((await read(CODE, forged([0, 0, 'x', digest(after)]))).text, after);
});

test('a link to another version of the code says so', async () => {
  const { link = '' } = await written(CODE, 'p = 1');
  const { text, why } = await read(`${CODE} `, link);
  assert.deepEqual([text, why], [undefined, 'The link brings an edit of another version of this code, so it is not shown.']);
});

test('a link that unpacks to more than any edit is given up soon', async () => {
  const bomb = forged([0, 0, 'x'.repeat(5_000_000), '0']);
  assert.ok(bomb.length < 8000);
  await isRefused(bomb);
  await isRefused(`${'A'.repeat(5_000_000)}.${digest(CODE)}`);
});

test('what a link brings has the line breaks that a field has', async () => {
  const after = `p = 1\r\nq = 2\r${CODE}`;
  assert.equal((await read(CODE, forged([0, 0, 'p = 1\r\nq = 2\r', digest(after)]))).text, `p = 1\nq = 2\n${CODE}`);
});

test('a browser that cannot pack says so, and not that a link is too long or damaged', async () => {
  const { CompressionStream, DecompressionStream } = globalThis;
  const { link = '' } = await written(CODE, 'p = 1');
  try {
    Object.assign(globalThis, { CompressionStream: undefined, DecompressionStream: undefined });
    assert.deepEqual(await written(CODE, 'p = 1'), { why: 'This browser cannot pack an edit into a link.' });
    assert.deepEqual(await read(CODE, link), { why: 'The link brings an edit of this code, which this browser cannot unpack.' });
  } finally {
    Object.assign(globalThis, { CompressionStream, DecompressionStream });
  }
});
