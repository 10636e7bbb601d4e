// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alike, decoded, read } from '../../templates/assets/js/figure/markup.js';

/** @param {string} html */
function only(html) {
  const parts = read(html);
  assert.equal(parts?.length, 1);
  return /** @type {import('../../templates/assets/js/figure/markup.js').Part} */ (parts?.[0]);
}

test('markup is elements and texts, each with all that it is written as', () => {
  const svg = '<svg viewBox="0 0 1 1"><path d="M0 0"/><a href="#m?a=1&amp;b=2" data-key="rank 1">a<title>b</title></a></svg>';
  const parts = read(`<p>x <b>y</b>&lt;</p>${svg}`) ?? [];
  assert.deepEqual(parts.map(({ name }) => name), ['p', 'svg']);
  assert.deepEqual(parts[0].parts.map(({ source }) => source), ['x ', '<b>y</b>', '&lt;']);
  assert.equal(parts[1].source, svg);
  assert.deepEqual(parts[1].parts.map(({ name, key }) => [name, key]), [['path', ''], ['a', 'rank 1']]);
});

for (const [what, html] of [
  ['a comment', 'a<!-- b -->'],
  ['what is left open', '<p>a<p>b</p>'],
  ['what is closed twice', '<b>a</b></b>'],
  ['attributes in other quotes', "<p title='a'>b</p>"],
  ['attributes without a value', '<p hidden>b</p>'],
  ['a slash that HTML does not heed', '<div/>'],
  ['a sign by another name', '<p>&eacute;</p>'],
  ['a sign by its number', '<p title="&#233;">a</p>'],
  ['what is no markup', '<textarea>a</textarea>'],
  ['a line’s end that is dropped', '<pre>\na</pre>'],
  ['less than', 'a < b'],
]) {
  test(`a browser writes ${what} otherwise`, () => assert.equal(read(html), null));
}

test('what has no end has none', () => assert.deepEqual(read('a<br>b<wbr/>')?.map(({ source }) => source), ['a', '<br>', 'b', '<wbr/>']));

test('elements are alike that have the same attributes in the same order', () => {
  const one = only('<b class="a" title="b">c</b>');
  assert.ok(alike(one, only('<b class="d" title=""><i>e</i></b>')));
  for (const other of ['<i class="a" title="b">c</i>', '<b title="b" class="a">c</b>', '<b class="a">c</b>', '<b>c</b>', 'c']) {
    assert.ok(!alike(one, only(other)), other);
  }
  assert.ok(alike(only('a'), only('b')));
});

test('what signs stand for', () => assert.equal(decoded('&lt;&amp;lt;&gt; &quot;a&quot;&nbsp;b'), '<&lt;> "a"\u00a0b'));
