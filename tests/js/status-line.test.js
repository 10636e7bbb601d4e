// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BILL } from './entries.js';
import { statusLine, weight } from '../../templates/assets/js/figure/status-line.js';

/** @type {import('../../templates/assets/js/figure/status-line.js').Circumstances} */
const calm = { wanted: true, live: false, complaint: '', error: '', ended: '', computing: '', size: '' };

test('the line says the most pressing thing', () => {
  assert.deepEqual(statusLine({ state: 'booting', loaded: 62, total: 100 }, calm), { text: 'Python is loading', percent: '62 %' });
  assert.deepEqual(statusLine({ state: 'booting' }, calm), { text: 'Python is loading', percent: '0 %' });
  assert.deepEqual(statusLine({ state: 'booting', loaded: 100, total: 100 }, calm), { text: 'Python is starting' });
  assert.deepEqual(statusLine({ state: 'ready' }, { ...calm, live: true }), { text: 'live', live: true });
  assert.deepEqual(statusLine({ state: 'ready' }, { ...calm, live: true, complaint: 'Odd.' }), { text: 'Odd.' });
  assert.deepEqual(statusLine({ state: 'ready' }, { ...calm, complaint: 'Odd.', error: 'Broken.' }), { text: 'Broken.', retry: true });
  const failed = statusLine({ state: 'failed', file: 'numpy.bin', reason: 'numpy.bin was cut short.' }, { ...calm, error: 'Broken.' });
  assert.deepEqual(failed, { text: 'Python could not be loaded: numpy.bin was cut short.', retry: true });
  assert.equal(statusLine({ state: 'failed', reason: 'There is no WebAssembly.' }, calm).text, 'There is no WebAssembly.');
});

test('what takes long can be stopped, whichever figure it is for', () => {
  const slow = { ...calm, live: true, complaint: 'Odd.' };
  assert.deepEqual(statusLine({ state: 'ready' }, { ...slow, computing: 'this' }), { text: 'Python is computing', stop: true });
  assert.deepEqual(statusLine({ state: 'ready' }, { ...slow, computing: 'another' }), {
    text: 'Python is computing another figure',
    stop: true,
  });
});

test('what is waited for is named, with its size', () => {
  const slow = { ...calm, computing: /** @type {const} */ ('this') };
  assert.deepEqual(statusLine({ state: 'ready', fetching: { url: '', file: 'rest.1f.bin', bytes: 3_140_000 } }, slow), {
    text: 'Python is fetching rest.1f.bin (3.1 MB)',
    stop: true,
  });
});

test('what comes in parts is live meanwhile, can be stopped, and goes on', () => {
  const call = { service: 'adds', method: 'up', arguments: {}, stream: true };
  const stream = { call, count: 1, more: true, done: 0.25, paused: false, failed: '', running: true, holders: new Set(['figure']) };
  const line = (/** @type {object} */ how) => statusLine({ state: 'ready' }, { ...calm, live: true, streaming: { ...stream, ...how } });
  assert.deepEqual(line({}), { text: 'live, and more is coming', percent: '25 %', stop: true, live: true });
  assert.deepEqual(line({ paused: true }), { text: 'Stopped: what is shown is of what had come', percent: '25 %', fetch: 'Go on' });
  assert.deepEqual(line({ failed: 'Python broke down.' }), { text: 'Python broke down.', fetch: 'Go on' });
});

test('what is offered is fetched, paused and forgotten by buttons', () => {
  const need = { data: 'services/model/big.gguf' };
  const line = (/** @type {object} */ how, kept = 0) => statusLine({ state: 'ready' }, { ...calm, bringing: { need, bytes: 30e6, ...how }, kept });
  assert.deepEqual(line({ offer: 0 }), { text: 'big.gguf is fetched only if you want it', fetch: 'Fetch (30.0 MB)' });
  assert.deepEqual(line({ offer: 20e6 }, 20e6), {
    text: '20.0 MB of 30.0 MB of big.gguf are here',
    fetch: 'Fetch the rest (10.0 MB)',
    forget: 'Forget what was fetched (20.0 MB)',
  });
  assert.deepEqual(line({ pauses: true, done: 0.5 }), { text: 'Fetching big.gguf (30.0 MB)', percent: '50 %', pause: true });
  const full = 'Fetching big.gguf (30.0 MB). This browser has no room to keep it for your next visit.';
  assert.equal(line({ pauses: true, done: 0.5, unkept: true }).text, full);
  assert.deepEqual(statusLine({ state: 'ready' }, { ...calm, live: true, kept: 30e6 }), {
    text: 'live',
    live: true,
    forget: 'Forget what was fetched (30.0 MB)',
  });
});

test('what was given up is said until it is live again, and then that it is', () => {
  const ended = { ...calm, live: true, ended: 'Stopped.' };
  assert.deepEqual(statusLine({ state: 'booting', total: 9 }, ended), { text: 'Stopped. Python is starting again.' });
  assert.deepEqual(statusLine({ state: 'ready' }, ended), { text: 'Stopped. The figure is back where it was, and live.', live: true });
});

test('before it is wanted, only a reader who spares the network is told anything', () => {
  assert.equal(statusLine({ state: 'idle' }, { ...calm, wanted: false }).text, '');
  assert.equal(
    statusLine({ state: 'booting', total: 9 }, { ...calm, wanted: false, size: '7.1 MB' }).text,
    'Move a control to load Python (7.1 MB).',
  );
});

test('the weight is that of what will be fetched', () => {
  assert.equal(weight(BILL), '6.6 MB');
});
