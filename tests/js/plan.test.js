// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseWay, packsOf, picturedFiles, picturesOf, speedOf } from '../../templates/assets/js/load/plan.js';
import { outdated } from '../../templates/assets/js/load/kept.js';

const SIZES = { engine: 0.3, wasm: 3.5, stdlib: 1.2, libraries: 0.9, numpy: 0.5, modules: 0.1, rest: 3, snapshot: 3.9, layer: 0.3 };
const packs = Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, pack(name, size)]));
/** @param {string} name @param {number} size */
function pack(name, size) {
  return { url: `../runtime/${name}.0.bin`, bytes: size * 1e6, raw: 0 };
}
const nothing = { fits: true, frugal: false, here: new Set() };
/** @param {'snapshot' | 'packs'} way */
const files = (way) => packsOf(way, packs).map(({ url }) => url.replace('../runtime/', ''));

test('on a fast network the snapshot is first, on a slow one the packs are', () => {
  assert.equal(chooseWay(packs, { ...nothing, speed: 100e6 }), 'snapshot');
  assert.equal(chooseWay(packs, { ...nothing, speed: 4e6 }), 'packs');
});

test('of a network that nothing is known of, the best is thought', () => {
  assert.equal(chooseWay(packs, nothing), 'snapshot');
});

test('what is here already costs nothing', () => {
  assert.equal(chooseWay(packs, { ...nothing, speed: 4e6, here: new Set(files('snapshot')) }), 'snapshot');
  assert.equal(chooseWay(packs, { ...nothing, speed: 20e6, here: new Set(files('packs')) }), 'packs');
  assert.equal(chooseWay(packs, { ...nothing, speed: 4e6, here: new Set([...files('packs'), ...files('snapshot')]) }), 'snapshot');
});

test('a picture knows the files that it fits, whichever way else there is', () => {
  const [snapshot, layer] = picturedFiles(packs, [pack('post-a', 0.1)]);
  assert.deepEqual(picturesOf(packs), [packs.snapshot, packs.layer]);
  assert.deepEqual(snapshot, ['engine', 'wasm', 'stdlib', 'libraries', 'numpy', 'modules'].map((name) => `${name}.0.bin`));
  assert.deepEqual(layer, ['snapshot.0.bin', 'post-a.0.bin']);
});

test('without a layer the snapshot stands alone', () => {
  const { layer, ...others } = packs;
  assert.deepEqual(picturesOf(others), [packs.snapshot]);
  assert.deepEqual(packsOf('snapshot', others).map(({ url }) => url).at(-1), packs.snapshot.url);
});

test('who spares the network gets what is smaller', () => {
  assert.equal(chooseWay(packs, { ...nothing, frugal: true, speed: 1e9 }), 'packs');
});

test('without a snapshot, or where none fits, there is one way', () => {
  const { snapshot, ...others } = packs;
  assert.equal(chooseWay(others, { ...nothing, speed: 1e9 }), 'packs');
  assert.equal(chooseWay(packs, { ...nothing, fits: false, speed: 1e9 }), 'packs');
});

test('the speed is that of the larger files, where those that came together count as one', () => {
  const file = { responseStart: 100, responseEnd: 200, transferSize: 100_000 };
  assert.equal(speedOf([file]), 8e6);
  assert.equal(speedOf([file, file]), 16e6);
  assert.equal(speedOf([file, { ...file, responseStart: 150, responseEnd: 300 }]), 8e6);
  assert.equal(speedOf([file, { ...file, responseEnd: 1e6, transferSize: 300 }]), 8e6);
});

test('a few bytes, or files from a cache, tell no speed', () => {
  const file = { responseStart: 100, responseEnd: 100, transferSize: 90_000 };
  assert.equal(speedOf([]), undefined);
  assert.equal(speedOf([file]), undefined);
  assert.equal(speedOf([{ ...file, transferSize: 200_000 }]), undefined);
});

test('the shelf keeps what the page names, and the posts of other pages', () => {
  const kept = ['wasm.1.bin', 'wasm.2.bin', 'gone.1.bin', 'post-a.1.bin', 'post-a.2.bin', 'post-b.1.bin', 'layer-b.1.bin'];
  assert.deepEqual(outdated(kept, ['wasm.2.bin', 'post-a.2.bin']), ['wasm.1.bin', 'gone.1.bin', 'post-a.1.bin']);
  assert.deepEqual(outdated(['layer-a.1.bin', 'layer-b.1.bin'], ['post-a.2.bin', 'layer-a.2.bin']), ['layer-a.1.bin']);
  assert.deepEqual(outdated(['layer-a.1.bin', 'layer-b.1.bin'], ['post-a.2.bin']), ['layer-a.1.bin'], 'it may have none any more');
});
