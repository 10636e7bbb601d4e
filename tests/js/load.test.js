// @ts-check
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Loader, LoadError } from '../../templates/assets/js/load/loader.js';
import { bytesOf } from '../../templates/assets/js/load/plan.js';
import { entry } from './entries.js';

const { fetch } = globalThis;
after(() => Object.assign(globalThis, { fetch }));

/** A file of the host: its bytes come when the test says so. */
class File {
  /** @param {string} name @param {string} text */
  constructor(name, text) {
    const content = gzipSync(text);
    this.content = new Uint8Array(content.buffer, content.byteOffset, content.length);
    this.entry = entry(name, content.length, { url: `../runtime/${name}.bin`, raw: text.length });
    /** @type {(body: ReadableStream) => void} */
    this.answer = () => {};
    /** @type {Promise<ReadableStream>} */
    this.body = new Promise((resolve) => (this.answer = resolve));
  }

  come() {
    const parts = [0, 5, 10, 15, 20].map((start, index, starts) => this.content.subarray(start, starts[index + 1]));
    this.answer(
      new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      }),
    );
  }
}

/** What wants all of them. @param {...File} files */
function claimOf(...files) {
  return loaderOf(...files).claim(files.map(({ entry }) => entry));
}

/** @param {...File} files */
function loaderOf(...files) {
  /** @type {any} */
  const host = async (/** @type {string} */ url, /** @type {{ signal: AbortSignal }} */ { signal }) => {
    const file = /** @type {File} */ (files.find(({ entry }) => entry.parts[0].url === url));
    const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return { ok: true, body: await Promise.race([file.body, aborted]) };
  };
  Object.assign(globalThis, { fetch: host });
  return new Loader();
}

/** Gives everything else the time to happen. */
async function aWhile() {
  for (let round = 0; round < 100; round++) await new Promise((resolve) => setImmediate(resolve));
}

test('what is asked for first is unpacked first, whichever comes first', async () => {
  const [one, other] = [new File('one', 'first'), new File('other', 'second')];
  const claim = claimOf(one, other);
  /** @type {string[]} */
  const done = [];
  const all = [one, other].map(({ entry }) => claim.bytes(entry).then((bytes) => done.push(new TextDecoder().decode(bytes))));
  other.come();
  await aWhile();
  assert.equal(claim.loaded, bytesOf(other.entry), 'it is read, and counted, before its turn');
  one.come();
  await Promise.all(all);
  assert.deepEqual(done, ['first', 'second']);
});

test('a stall ends what owes bytes, and keeps what has come', async () => {
  const [one, other] = [new File('one', 'first'), new File('other', 'second')];
  const claim = claimOf(one, other);
  const [first, second] = [one, other].map(({ entry }) => claim.bytes(entry));
  other.come();
  await aWhile();
  claim.stall(10);
  await assert.rejects(first, new LoadError('one.bin', 'one.bin stalled: nothing arrived for 10 seconds.'));
  assert.equal(new TextDecoder().decode(await second), 'second');
});

test('what is never made of a file keeps nobody from seeing that it is here', async () => {
  const [one, other] = [new File('one', 'first'), new File('other', 'second')];
  const claim = claimOf(one, other);
  void claim.loader.once(one.entry, () => new Promise(() => {}));
  void claim.bytes(other.entry);
  one.come();
  other.come();
  await aWhile();
  assert.ok(claim.complete);
});

test('what nobody wants any more is given up, stands in nobody’s way, and can be had again', async () => {
  const [one, other] = [new File('one', 'first'), new File('other', 'second')];
  const loader = loaderOf(one, other);
  const claim = loader.claim([one.entry]);
  const first = claim.bytes(one.entry);
  await aWhile();
  claim.release();
  const second = loader.claim([other.entry]).bytes(other.entry);
  other.come();
  await assert.rejects(first, { message: 'one.bin is not needed any more.' });
  assert.equal(text(await second), 'second');
  one.come();
  assert.equal(text(await loader.claim([one.entry]).bytes(one.entry)), 'first');
});

test('a claim takes nothing away from another', async () => {
  const [shared, own] = [new File('shared', 'of both'), new File('own', 'of one')];
  const loader = loaderOf(shared, own);
  const [one, other] = [loader.claim([shared.entry, own.entry]), loader.claim([shared.entry])];
  const given = Promise.allSettled([one.bytes(shared.entry), one.bytes(own.entry)]);
  const kept = other.bytes(shared.entry);
  await aWhile();
  one.release();
  shared.come();
  assert.equal(text(await kept), 'of both');
  assert.deepEqual((await given).map(({ status }) => status), ['fulfilled', 'rejected']);
  assert.ok(other.complete);
});

test('what is taken is not kept twice: whoever wants it again has it fetched again', async () => {
  const file = new File('one', 'first');
  const loader = loaderOf(file);
  const claim = loader.claim([file.entry]);
  file.come();
  const [taken, again] = [await claim.take(file.entry), loader.files.has(file.entry.name)];
  assert.equal(text(taken), 'first');
  assert.equal(again, false);
  assert.equal(claim.loaded, 0);
});

test('what comes in parts is one, counted and looked at part by part', async () => {
  const whole = new File('model', 'the first half and the second');
  const { content } = whole;
  const halves = [content.subarray(0, 12), content.subarray(12)];
  const parts = halves.map(({ length }, index) => ({ url: `../runtime/model.${index + 1}of2.bin`, bytes: length, sha256: '' }));
  const model = { ...whole.entry, parts };
  /** @type {any} */
  const host = async (/** @type {string} */ url) => new Response(halves[parts.findIndex((part) => part.url === url)]);
  Object.assign(globalThis, { fetch: host });
  const claim = new Loader().claim([model]);
  assert.equal(new TextDecoder().decode(await claim.bytes(model)), 'the first half and the second');
  assert.ok(claim.complete);

  halves[0] = content.subarray(0, 11);
  await assert.rejects(new Loader().claim([model]).bytes(model), new LoadError('model.1of2.bin', 'model.1of2.bin was truncated: 11 of 12 bytes arrived.'));
});

test('a file that is another than was published, though as long and whole, is told and not kept', async () => {
  const [published, other] = [new File('one', 'first'), new File('one', 'worst')];
  assert.equal(other.content.length, published.content.length);
  const digest = createHash('sha256').update(published.content).digest('hex');
  const parts = [{ ...published.entry.parts[0], sha256: digest }];
  const asked = { ...published.entry, when: /** @type {const} */ ('asked'), parts };
  const loader = loaderOf(other);
  other.come();
  const why = 'one.bin is not the file that was published: its checksum is wrong.';
  await assert.rejects(loader.claim([asked]).bytes(asked), new LoadError('one.bin', why));
  assert.equal(loader.unshelved.size, 0);

  const right = loaderOf(published);
  published.come();
  assert.equal(text(await right.claim([asked]).bytes(asked)), 'first');
});

/** @param {Uint8Array} bytes */
function text(bytes) {
  return new TextDecoder().decode(bytes);
}
