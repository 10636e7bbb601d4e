// @ts-check
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { address, faults, shelf, stocked } from './shelf.js';
import { Loader } from '../../templates/assets/js/load/loader.js';
import { entry } from './entries.js';

const { fetch } = globalThis;
after(() => Object.assign(globalThis, { fetch }));

const TEXT = 'the weights of a model, in three parts';
const WHOLE = new Uint8Array(gzipSync(TEXT));
const PIECES = [WHOLE.slice(0, 20), WHOLE.slice(20, 40), WHOLE.slice(40)];
const PARTS = PIECES.map((piece, index) => ({
  url: `../runtime/model.${index + 1}of3.bin`,
  bytes: piece.length,
  sha256: createHash('sha256').update(piece).digest('hex'),
}));
const URLS = PARTS.map(({ url }) => url);
const [KEPT, OFFERED] = [false, true].map((offered) =>
  entry('model', 0, { when: 'asked', offered, raw: TEXT.length, parts: PARTS }),
);

/** A loader whose host has all parts but those that are `gone`; what was asked of the host. @param {string[]} gone */
function bench(...gone) {
  /** @type {string[]} */
  const asked = [];
  const host = async (/** @type {string} */ url) => {
    asked.push(url);
    if (gone.includes(url)) throw new TypeError('no network');
    return new Response(PIECES[URLS.indexOf(url)]);
  };
  Object.assign(globalThis, { fetch: host });
  const loader = new Loader();
  return { asked, loader, read: async () => new TextDecoder().decode(await loader.claim([OFFERED]).bytes(OFFERED)) };
}

/** A part as the disk has spoilt it: of the same length, and as long as it is not unpacked, nobody sees it. @param {number} index */
function spoilt(index) {
  const bytes = PIECES[index].slice();
  bytes[bytes.length - 9] ^= 1;
  return bytes;
}

/** @param {number[]} indices  of parts that lie whole on the shelf */
function whole(...indices) {
  return Object.fromEntries(indices.map((index) => [URLS[index], PIECES[index]]));
}

/** What was put there comes to lie there a moment later. @param {string} url */
async function put(url) {
  for (let round = 0; round < 10_000 && !shelf.has(address(url)); round++) await new Promise((resolve) => setImmediate(resolve));
  return shelf.get(address(url));
}

test('what lies on the shelf is not fetched', async () => {
  stocked(whole(0, 2));
  const { asked, read } = bench();
  assert.equal(await read(), TEXT);
  assert.deepEqual(asked, [URLS[1]]);
});

test('a part that was damaged on the shelf is fetched anew, and only that', async () => {
  for (const index of [0, 1, 2]) {
    for (const damaged of [spoilt(index), PIECES[index].slice(0, 5), new Uint8Array()]) {
      stocked({ ...whole(0, 1, 2), [URLS[index]]: damaged });
      const { asked, read } = bench();
      assert.equal(await read(), TEXT);
      assert.deepEqual(asked, [URLS[index]]);
      assert.deepEqual(await put(URLS[index]), PIECES[index]);
    }
  }
});

test('a shelf that gives nothing away is not waited for', async () => {
  stocked({ ...whole(0, 2), [URLS[1]]: spoilt(1) });
  faults.delete = () => Promise.reject(new Error('the disk is read only'));
  const { asked, read } = bench();
  assert.equal(await read(), TEXT);
  assert.deepEqual(asked, [URLS[1]]);
});

test('where the network is gone, what lies whole on the shelf stays there, and is put there once', async () => {
  stocked({ ...whole(0), [URLS[2]]: spoilt(2) });
  /** @type {string[]} */
  const puts = [];
  faults.put = async (url, response) => {
    puts.push(String(url));
    shelf.set(String(url), new Uint8Array(await response.arrayBuffer()));
  };
  const { read } = bench(URLS[2]);
  await assert.rejects(read(), /^Error: model\.3of3\.bin could not be fetched: the network is gone/);
  assert.deepEqual([...shelf.keys()], [URLS[0], URLS[1]].map(address));
  assert.deepEqual(puts, [address(URLS[1])]);
});

test('what was offered is kept part by part, other data once it is whole', async () => {
  for (const [file, kept] of /** @type {const} */ ([[OFFERED, 2], [KEPT, 0]])) {
    stocked();
    const { loader } = bench(URLS[2]);
    await assert.rejects(loader.claim([file]).bytes(file));
    assert.equal(shelf.size, kept);
    assert.equal(loader.unshelved.size, 0);
  }
});

test('a part of an offered file that is another than was published is not kept', async () => {
  stocked();
  const { loader, read } = bench();
  const host = globalThis.fetch;
  Object.assign(globalThis, { fetch: async (/** @type {any} */ url) => (url === URLS[1] ? new Response(spoilt(1)) : host(url)) });
  await assert.rejects(read());
  assert.ok(!shelf.has(address(URLS[1])));
  assert.equal(loader.unkept.size, 0);
});

test('where the shelf has no room that is known, and the file comes', async () => {
  stocked();
  faults.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  const { loader, read } = bench();
  assert.equal(await read(), TEXT);
  assert.ok(loader.unkept.has('model'));
});

test('what is given up while the shelf is asked is not fetched', async () => {
  stocked();
  const { asked, loader } = bench();
  const claim = loader.claim([OFFERED]);
  const bytes = claim.bytes(OFFERED);
  claim.release();
  await assert.rejects(bytes, { message: 'model.1of3.bin is not needed any more.' });
  assert.deepEqual(asked, []);
});
