// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Notebook } from '../../templates/assets/js/cells/notebook.js';
import { Stopped } from '../../templates/assets/js/python/interpreter.js';

/** A cell that writes down what is done with it. */
class FakeCell {
  /** @type {string[]} */
  log = [];
  busy = false;
  live = false;
  begun = false;
  post = 'post';
  unasked = false;
  shown = 0;
  /** @type {{ name: string, bytes: number }[]} */
  wants = [];

  /**
   * @param {string} id
   * @param {string} [edited]  its code, where the reader has another
   */
  constructor(id, edited) {
    this.id = id;
    this.source = { published: `code of ${id}`, text: edited ?? `code of ${id}` };
  }

  queue() {
    this.busy = true;
    this.log.push('queued');
  }

  leave() {
    this.busy = false;
    this.log.push('left');
  }

  show() {
    this.shown++;
  }

  begin() {
    this.begun = false;
    this.log.push('runs');
  }

  /** @param {{ begun?: true }} part */
  take(part) {
    if (part.begun) {
      this.begun = true;
      return;
    }
    this.log.push(`says ${JSON.stringify(part)}`);
  }

  /** @param {unknown} raised */
  finish(raised) {
    this.busy = false;
    this.live = true;
    this.log.push(raised ? 'raised' : 'done');
  }

  /** @param {object} [what] */
  fetching(what) {
    this.log.push(what ? `fetches ${JSON.stringify(what)}` : 'has it');
  }

  /** @param {string} why */
  stopped(why) {
    this.busy = false;
    this.live = true;
    this.log.push(why);
  }

  outdate() {
    this.log.push('outdated');
  }

  heard() {}
}

/**
 * A notebook of these cells; `asked` are the requests so far, which wait until the test settles them.
 *
 * @param {FakeCell[]} cells
 */
function opened(...cells) {
  /** @type {{ method: string, buffers?: object[], args: any, part: (part: any) => void, printed: (line: object) => void, done: (raised?: object) => Promise<void>, fail: (why: string) => Promise<void> }[]} */
  const asked = [];
  const service = {
    status: { state: 'ready' },
    retried: 0,
    retry() {
      this.retried++;
    },
    /** @param {{ method: string, args: any, buffers?: object[], part: (part: any) => void, printed: (line: object) => void, signal?: AbortSignal }} request */
    ask({ method, args, buffers, part, printed, signal }) {
      return new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Stopped('Stopped.', true)));
        const settle = (/** @type {() => void} */ act) => (act(), settled());
        asked.push({
          method,
          buffers,
          args,
          part,
          printed,
          done: (raised) => settle(() => {
            part?.({ text: '{"begun":true}' });
            resolve({ kind: 'done', text: JSON.stringify(raised ?? null), buffers: [] });
          }),
          fail: (why) => settle(() => reject(new Error(why))),
        });
      });
    },
  };
  /** @type {{ name: string, come: () => Promise<void> }[]} */
  const fetched = [];
  const fetch = (/** @type {string} */ name, /** @type {(how: object) => void} */ tell) => {
    tell({ done: 0.5 });
    return new Promise((resolve) => fetched.push({ name, come: () => (resolve(new Uint8Array([1])), settled()) }));
  };
  const notebook = new Notebook(/** @type {any} */ (service), /** @type {any} */ (fetch));
  for (const cell of cells) notebook.add(/** @type {any} */ (cell));
  return { notebook: /** @type {any} */ (notebook), asked, fetched, service };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('cells run one after the other, and what they say is theirs', async () => {
  const [one, two] = [new FakeCell('one'), new FakeCell('two')];
  const { notebook, asked } = opened(one, two);
  notebook.run(one);
  notebook.run(two);
  notebook.run(two); // it waits already
  assert.equal(asked.length, 1);
  asked[0].part({ text: '{"stdout":"1"}', buffers: [] });
  asked[0].printed({ stream: 'stderr', text: 'from below' });
  await asked[0].done();
  assert.deepEqual(one.log, ['queued', 'runs', 'says {"stdout":"1"}', 'says {"stderr":"from below\\n"}', 'done']);
  assert.deepEqual(asked.map(({ args }) => args.cell), ['one', 'two']);
  await asked[1].done({ kind: 'NameError' });
  assert.deepEqual(two.log, ['queued', 'runs', 'raised']);
  assert.equal(asked.length, 2);
});

test('Python is told which cells above have not run, with the reader’s code', async () => {
  const cells = [new FakeCell('one'), new FakeCell('two', 'mine'), new FakeCell('three')];
  const { notebook, asked } = opened(...cells);
  notebook.run(cells[0]);
  await asked[0].done();
  notebook.run(cells[2]);
  assert.deepEqual(asked[1].args, { post: 'post', cell: 'three', code: 'code of three', unrun: [['two', 'mine']] });
  notebook.forget();
  await asked[1].done();
  notebook.run(cells[2]);
  assert.deepEqual(asked[2].args.unrun.map((/** @type {string[]} */ [id]) => id), ['one', 'two']);
});

test('all above run in order, and not the cell itself', async () => {
  const cells = ['one', 'two', 'three'].map((id) => new FakeCell(id));
  const { notebook, asked } = opened(...cells);
  notebook.runAbove(cells[2]);
  await asked[0].done({ kind: 'ValueError' }); // that may be meant
  await asked[1].done();
  assert.deepEqual(asked.map(({ args }) => args.cell), ['one', 'two']);
});

test('a run outdates what was made below; of what the build made, only where the code is another', async () => {
  const [one, two, three] = [new FakeCell('one'), new FakeCell('two'), new FakeCell('three')];
  const { notebook, asked } = opened(one, two, three);
  notebook.run(three);
  await asked[0].done();
  notebook.run(one);
  await asked[1].done();
  assert.deepEqual([two.log, three.log], [[], ['queued', 'runs', 'done', 'outdated']]);
  one.source.text = 'another';
  notebook.run(one);
  await asked[2].done();
  assert.deepEqual([two.log, three.log.at(-1)], [['outdated'], 'outdated']);
});

test('who stops a cell stops those that wait behind it, and is told what is lost', async () => {
  const [one, two, three] = [new FakeCell('one'), new FakeCell('two'), new FakeCell('three')];
  const { notebook, asked } = opened(one, two, three);
  notebook.run(one);
  await asked[0].done();
  notebook.run(two);
  notebook.run(three);
  notebook.stop(two);
  await settled();
  assert.equal(two.log.at(-1), 'Stopped. What cells had made is gone with it: run those above again first.');
  assert.deepEqual(three.log, ['queued', 'left']);
  notebook.run(three);
  assert.deepEqual(asked[2].args.unrun.map((/** @type {string[]} */ [id]) => id), ['one', 'two']);
});

test('who stops a cell that waits lets the one that runs go on', async () => {
  const [one, two, three] = [new FakeCell('one'), new FakeCell('two'), new FakeCell('three')];
  const { notebook, asked } = opened(one, two, three);
  for (const cell of [one, two, three]) notebook.run(cell);
  notebook.stop(two);
  await asked[0].done();
  assert.deepEqual([one.log.at(-1), two.log, three.log], ['done', ['queued', 'left'], ['queued', 'left']]);
  assert.equal(asked.length, 1);
});

test('Python that could not be loaded is tried again with the next run', async () => {
  const one = new FakeCell('one');
  const { notebook, asked, service } = opened(one);
  notebook.run(one);
  await asked[0].fail('The network is gone.');
  assert.equal(one.log.at(-1), 'The network is gone.');
  service.status.state = 'failed';
  notebook.run(one);
  assert.equal(service.retried, 1);
});

test('what a cell imports is fetched before it runs, and handed to Python', async () => {
  const one = new FakeCell('one');
  const { notebook, asked, fetched } = opened(one);
  notebook.run(one);
  await asked[0].done({ needs: ['sums'] });
  assert.deepEqual([fetched[0].name, one.log.at(-1)], ['sums', 'fetches {"name":"sums","done":0.5}']);
  await fetched[0].come();
  assert.deepEqual([asked[1].method, asked[1].buffers], ['mount', [new Uint8Array([1])]]);
  await asked[1].done();
  assert.deepEqual([asked[2].method, asked[2].args.cell, one.log.at(-1)], ['run', 'one', 'has it']);
  await asked[2].done();
  assert.equal(one.log.at(-1), 'done');
});

test('a cell that needs more and more comes to an end', async () => {
  const one = new FakeCell('one');
  const { notebook, asked, fetched } = opened(one);
  notebook.run(one);
  for (let round = 0; round < 3; round++) {
    await asked[2 * round].done({ needs: ['sums'] });
    await fetched[round].come();
    await asked[2 * round + 1].done();
  }
  assert.equal(one.log.at(-1), 'The cell needs more and more.');
});

test('Stop is heard while a package is put in place, and names stay', async () => {
  const [one, two] = [new FakeCell('one'), new FakeCell('two')];
  const { notebook, asked, fetched } = opened(one, two);
  notebook.run(one);
  await asked[0].done();
  notebook.run(two);
  await asked[1].done({ needs: ['scipy', 'matplotlib'] });
  await fetched[0].come();
  assert.equal(asked[2].method, 'mount');
  notebook.stop(two);
  await asked[2].done();
  assert.equal(two.log.at(-1), 'Stopped.');
  assert.deepEqual([asked.length, fetched.length], [3, 1]);
  notebook.run(two);
  assert.deepEqual(asked[3].args.unrun, []);
});

test('a cell that has not begun outdates nothing', async () => {
  const [one, two] = [new FakeCell('one', 'another'), new FakeCell('two')];
  const { notebook, asked } = opened(one, two);
  notebook.run(one);
  await asked[0].fail('The network is gone.');
  assert.deepEqual(two.log, []);
});

test('what all cells above have the page fetch is told once each, and not once Python has it', async () => {
  const [one, two, three] = [new FakeCell('one'), new FakeCell('two'), new FakeCell('three')];
  const scipy = { name: 'scipy', bytes: 11 };
  [one.wants, two.wants] = [[scipy], [scipy, { name: 'not here', bytes: 0 }]];
  const { notebook, asked, fetched } = opened(one, two, three);
  assert.deepEqual(notebook.wantedAbove(three), [scipy]);
  assert.equal(notebook.has('scipy'), false);
  notebook.run(one);
  await asked[0].done({ needs: ['scipy'] });
  await fetched[0].come();
  await asked[1].done();
  assert.equal(notebook.has('scipy'), true);
  notebook.forget();
  assert.equal(notebook.has('scipy'), false);
});

test('what runs is what the reader asked for, though another edit has come meanwhile', async () => {
  const [one, two] = [new FakeCell('one'), new FakeCell('two', 'mine')];
  const { notebook, asked } = opened(one, two);
  notebook.run(one);
  notebook.run(two);
  two.source.text = 'from a link';
  await asked[0].done();
  assert.equal(asked[1].args.code, 'mine');
});

test('all above leaves out what a link brought, with what that would fetch, and names it', async () => {
  const [one, two, three] = [new FakeCell('one'), new FakeCell('two'), new FakeCell('three')];
  two.wants = [{ name: 'scipy', bytes: 11 }];
  two.unasked = true;
  const { notebook, asked } = opened(one, two, three);
  assert.deepEqual([notebook.leftOut(three), notebook.leftOut(two), notebook.wantedAbove(three)], [['two'], [], []]);
  notebook.runAbove(three);
  await asked[0].done();
  assert.deepEqual([asked.length, two.log], [1, []]);
});

test('of many that run, the one that the reader acted on last speaks', () => {
  const cells = ['one', 'two', 'three'].map((id) => new FakeCell(id));
  const { notebook } = opened(...cells);
  assert.deepEqual(cells.map((cell) => notebook.attends(cell)), [false, false, false]);
  notebook.runAbove(cells[2]);
  assert.deepEqual(cells.map((cell) => notebook.attends(cell)), [false, true, false]);
});

test('cells say anew what they fetch once Python has lost it', () => {
  const one = new FakeCell('one');
  const { notebook } = opened(one);
  notebook.forget();
  assert.equal(one.shown, 1);
});
