// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debounced } from '../../templates/assets/js/state/debounce.js';

test('later counts from the last time that it was asked for, soon from the first', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  for (const [ask, after] of /** @type {const} */ ([['later', 0], ['soon', 1]])) {
    let done = 0;
    const action = debounced(100, () => (done += 1));
    action[ask]();
    context.mock.timers.tick(60);
    action[ask]();
    context.mock.timers.tick(60);
    assert.equal(done, after);
    action.cancel();
    context.mock.timers.tick(100);
    assert.equal(done, after);
    action[ask]();
    context.mock.timers.tick(100);
    assert.equal(done, after + 1);
  }
});
