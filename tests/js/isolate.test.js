// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isolate } from '../../templates/assets/js/python/engine/isolate.js';

const SOURCE = readFileSync(new URL('../../templates/assets/js/python/engine/isolate.js', import.meta.url), 'utf8');
const NAMES = (/WAYS_OUT = `(.*?)`/s.exec(SOURCE)?.[1] ?? '').trim().split(/\s+/);
const OF_NAVIGATOR = (/OF_NAVIGATOR = '(.*?)'/.exec(SOURCE)?.[1] ?? '').split(' ');

/** Something that has all of these: of its own, inherited, or so that they cannot be taken away. @param {string[]} names */
function owner(names) {
  const made = Object.create(Object.fromEntries(names.map((name) => [name, 'inherited'])));
  names.forEach((name, index) => {
    if (index % 3 === 0) made[name] = 'own';
    if (index % 3 === 1) Object.defineProperty(made, name, { get: () => 'got', configurable: true });
  });
  return made;
}

for (const [names, of] of /** @type {const} */ ([[NAMES, 'the worker'], [OF_NAVIGATOR, 'its navigator']])) {
  for (const name of names) {
    test(`${name} of ${of} is gone once it is isolated`, () => {
      const scope = Object.assign(owner(NAMES), { navigator: owner(OF_NAVIGATOR), other: 1 });
      const holder = of === 'the worker' ? scope : scope.navigator;
      assert.ok(holder[name]);
      isolate(scope);
      assert.equal(holder[name], undefined);
      assert.equal(scope.other, 1);
    });
  }
}
