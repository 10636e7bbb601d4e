// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watch } from '../../templates/assets/js/figure/near.js';

/** What a browser's would tell, told by the test. */
class FakeObserver {
  /** @type {Set<object>} */
  static watched = new Set();
  /** @type {(entries: object[]) => void} */
  static tell = () => {};

  /** @param {(entries: object[]) => void} tell */
  constructor(tell) {
    FakeObserver.tell = tell;
  }

  /** @param {object} place */
  observe(place) {
    FakeObserver.watched.add(place);
  }

  /** @param {object} place */
  unobserve(place) {
    FakeObserver.watched.delete(place);
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve));

/** @param {object} target @param {number} top @param {boolean} [isIntersecting] */
const entry = (target, top, isIntersecting = true) => ({ target, isIntersecting, boundingClientRect: { top, bottom: top + 300 } });

test('of places that come near in one frame the one in the window is told first, and each how it stands last', async () => {
  Object.assign(globalThis, { IntersectionObserver: FakeObserver, innerHeight: 700, scrollY: 900 });
  const [above, seen, below] = [{}, {}, {}];
  /** @type {[string, boolean][]} */
  const told = [];
  const places = { below, above, seen };
  const leave = Object.entries(places).map(([name, place]) => watch(/** @type {any} */ (place), (near) => told.push([name, near])));
  await soon();
  assert.equal(FakeObserver.watched.size, 3);
  FakeObserver.tell([entry(below, 950), entry(above, -500, false), entry(above, -340), entry(seen, 650)]);
  assert.deepEqual(told, [['seen', true], ['above', true], ['below', true]]);
  leave.forEach((end) => end());
  assert.equal(FakeObserver.watched.size, 0);
});

test('nothing is near before the page stands where the visit begins, and what is left by then is not looked at', async () => {
  const events = new EventTarget();
  const document = { readyState: 'interactive' };
  const addEventListener = events.addEventListener.bind(events);
  Object.assign(globalThis, { IntersectionObserver: FakeObserver, scrollY: 0, document, addEventListener });
  watch(/** @type {any} */ ({}), () => {});
  watch(/** @type {any} */ ({}), () => {})();
  await soon();
  assert.equal(FakeObserver.watched.size, 0);
  events.dispatchEvent(new Event('load'));
  await soon();
  assert.equal(FakeObserver.watched.size, 1);
});
