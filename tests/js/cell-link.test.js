// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkIn } from '../../templates/assets/js/cells/link.js';

const EDIT = 'q1YqVrJS-_.0123abcd';

for (const hash of [
  `#gap?edit=${EDIT}`,
  `#gap%3Fedit%3D${EDIT}`,
  `#gap%253Fedit%253D${EDIT}`,
  `#gap?utm_source=x&amp;edit=${EDIT}`,
  `#gap&amp;edit=${EDIT}`,
  `#gap?EDIT=${EDIT.replace('_', '%5F')}`,
]) {
  test(`a link is understood as programs leave it: ${hash}`, () => {
    assert.deepEqual(linkIn(hash), { id: 'gap', edit: EDIT, withState: true });
  });
}

test('a link without an edit leads to its cell', () => {
  assert.deepEqual(linkIn('#gap'), { id: 'gap', edit: null, withState: false });
  assert.deepEqual(linkIn('#gap?p=1'), { id: 'gap', edit: null, withState: true });
});
