// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allAbove, line as told, standing } from '../../templates/assets/js/cells/standing.js';

/** @type {import('../../templates/assets/js/cells/standing.js').Circumstances} */
const REST = { turn: '', outcome: 'static', behind: false, why: '', brought: '', wants: [], remarks: [] };
/** @type {any} */
const READY = { state: 'ready', loaded: 4, total: 4 };

/** What is spoken. @param {typeof REST} cell @param {typeof READY} python */
const line = (cell, python) => told(cell, python).text;

test('a cell stands as its turn says, else as its last run ended, unless that is behind', () => {
  assert.equal(standing(REST), 'static');
  assert.equal(standing({ ...REST, behind: true }), 'stale');
  assert.equal(standing({ ...REST, outcome: 'error' }), 'error');
  assert.equal(standing({ ...REST, outcome: 'done', behind: true }), 'stale');
  assert.equal(standing({ ...REST, outcome: 'stopped', behind: true }), 'stopped');
  assert.equal(standing({ ...REST, turn: 'queued', behind: true }), 'queued');
  assert.equal(standing({ ...REST, turn: 'running', outcome: 'done' }), 'running');
});

test('what is said of a cell that runs says what Python is at', () => {
  const running = /** @type {const} */ ({ ...REST, turn: 'running' });
  assert.equal(line(running, READY), 'runs');
  assert.deepEqual(told(running, { ...READY, state: 'booting', loaded: 1 }), { text: 'Python is loading', percent: '25 %' });
  assert.equal(line(running, { ...READY, state: 'booting' }), 'Python is starting');
  const fetching = { url: '', bytes: 3_100_000, file: 'rest.bin' };
  assert.equal(line(running, { ...READY, fetching }), 'Python is fetching rest.bin (3.1 MB)');
});

test('of others, how their run ended', () => {
  assert.equal(line(REST, READY), '');
  assert.equal(line({ ...REST, outcome: 'stopped', why: 'Stopped.' }, READY), 'Stopped.');
  assert.equal(line({ ...REST, outcome: 'done', behind: true }, READY), 'older than the code: run it again');
});

test('what a cell has the page fetch is said before it runs, and while it is fetched', () => {
  const wants = [{ name: 'scipy', bytes: 11_500_000 }];
  assert.equal(line({ ...REST, wants }, READY), 'Run fetches scipy (11.5 MB).');
  const fetching = { ...wants[0], done: 0.255 };
  assert.deepEqual(told({ ...REST, turn: 'running', wants, fetching }, READY), { text: 'Fetching scipy (11.5 MB)', percent: '25 %' });
  assert.equal(line({ ...REST, behind: true, wants }, READY), 'older than the code: run it again. Run fetches scipy (11.5 MB).');
  assert.equal(line({ ...REST, wants: [{ name: 'scipy', bytes: 0 }] }, READY), 'scipy is not in this copy of the page: the page itself has it.');
});

test('a remark hides neither how a cell stands nor what it has the page fetch', () => {
  const wants = [{ name: 'scipy', bytes: 11_500_000 }];
  const remarks = ['', 'Link copied.'];
  assert.equal(line({ ...REST, remarks }, READY), 'Link copied.');
  assert.equal(line({ ...REST, outcome: 'done', remarks }, READY), 'done. Link copied.');
  assert.equal(
    line({ ...REST, outcome: 'done', behind: true, wants, remarks }, READY),
    'older than the code: run it again. Run fetches scipy (11.5 MB). Link copied.',
  );
  assert.equal(line({ ...REST, outcome: 'stopped', why: 'Stopped.', wants }, READY), 'Stopped. Run fetches scipy (11.5 MB).');
  const brought = 'It came with the link.';
  assert.equal(line({ ...REST, behind: true, brought, wants }, READY), `${brought} Run fetches scipy (11.5 MB).`);
});

test('a cell that stopped for what is not here says that once', () => {
  const why = 'scipy is not in this copy of the page: the page itself has it.';
  assert.equal(line({ ...REST, outcome: 'stopped', why, wants: [{ name: 'scipy', bytes: 0 }] }, READY), why);
});

test('the button that runs all above names what it fetches, and what it leaves out', () => {
  const wants = [{ name: 'scipy', bytes: 11_500_000 }, { name: 'matplotlib', bytes: 9_000_000 }];
  assert.equal(allAbove([], []), 'Run all above');
  assert.equal(allAbove([], ['gap']), 'Run all above but what a link brought: gap');
  assert.equal(allAbove(wants, ['gap', 'plot']), 'Run all above but what a link brought: gap, plot (fetches scipy, matplotlib, 20.5 MB)');
});
