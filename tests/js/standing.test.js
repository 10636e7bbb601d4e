// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Standing } from '../../templates/assets/js/figure/standing.js';

const READY = /** @type {const} */ ({ state: 'ready' });
const BOOTING = /** @type {const} */ ({ state: 'booting', total: 9 });
const BACK = 'Stopped. The figure is back where it was, and live.';

/**
 * A figure that Python was asked to draw.
 * @param {Partial<Standing>} [fields]
 */
function wanted(fields) {
  return Object.assign(new Standing(''), { wanted: true, ...fields });
}

test('until it is wanted, nothing that Python does is a matter of its own', () => {
  const standing = new Standing('7.1 MB');
  for (const state of /** @type {const} */ (['idle', 'booting', 'ready', 'failed'])) {
    standing.heard(state);
    assert.equal(standing.status, 'static');
  }
  assert.deepEqual(standing.line(BOOTING, ''), { text: 'Move a control to load Python (7.1 MB).' });
});

test('it boots with Python, is live with its first answer, and stays so while Python starts again', () => {
  const standing = wanted();
  standing.heard('booting');
  assert.equal(standing.status, 'booting');
  standing.heard('ready');
  assert.equal(standing.status, 'booting');
  assert.deepEqual(standing.line(READY, ''), { text: '' });
  standing.answered();
  assert.deepEqual(standing.line(READY, ''), { text: 'live', live: true });
  standing.heard('booting');
  assert.equal(standing.status, 'live');
  assert.equal(standing.line(READY, 'this').text, 'Python is computing');
});

test('it fails with Python, live or not, and boots with it again', () => {
  for (const status of /** @type {const} */ (['static', 'booting', 'live'])) {
    const standing = wanted({ status });
    standing.heard('failed');
    assert.equal(standing.status, 'failed');
    standing.heard('booting');
    assert.equal(standing.status, 'booting');
  }
});

test('its own failure outlasts a start of Python, but neither another state nor an answer', () => {
  const standing = wanted();
  standing.failed('Broken.');
  standing.heard('booting');
  assert.equal(standing.status, 'failed');
  assert.deepEqual(standing.line(READY, ''), { text: 'Broken.', retry: true });
  standing.changed();
  assert.equal(standing.status, 'failed');
  assert.equal(standing.line(READY, '').text, '');
  standing.heard('booting');
  assert.equal(standing.status, 'booting');
  standing.failed('Broken again.');
  standing.answered();
  assert.deepEqual([standing.status, standing.line(READY, '').text], ['live', 'live']);
});

test('an answer leaves what is said of the link and of the state before; another state does not', () => {
  const standing = wanted({ complaint: 'Odd.', ended: 'Stopped.' });
  standing.answered();
  assert.deepEqual(standing.line(READY, ''), { text: 'Odd.' });
  standing.complaint = '';
  assert.deepEqual(standing.line(READY, ''), { text: BACK, live: true });
  standing.changed();
  assert.equal(standing.line(READY, '').text, 'live');
});

test('what has just been done is said before all else, of the state that it was done with', () => {
  const standing = wanted({ remark: 'Link copied.', complaint: 'Odd.' });
  standing.failed('Broken.');
  for (const python of [READY, BOOTING, /** @type {const} */ ({ state: 'failed' })]) {
    assert.deepEqual(standing.line(python, 'this'), { text: 'Link copied.' });
  }
  standing.answered(); // to what was asked before
  assert.deepEqual(standing.line(READY, ''), { text: 'Link copied.' });
  standing.changed();
  assert.deepEqual(standing.line(READY, ''), { text: 'live', live: true });
});
