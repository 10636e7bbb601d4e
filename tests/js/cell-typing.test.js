// @ts-check
// What keys do to code in a plain field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indented, newline, straightened, unindented } from '../../templates/assets/js/cells/typing.js';

/**
 * The text after an edit, with its selection between brackets, or | for a caret.
 *
 * @param {typeof indented} change
 * @param {string} written  likewise
 */
function after(change, written) {
  const bare = written.replace('|', '[]');
  const text = bare.replace(/[[\]]/g, '');
  const { from, to, insert, selection } = change(text, bare.indexOf('['), bare.indexOf(']') - 1);
  const made = text.slice(0, from) + insert + text.slice(to);
  const [start, end] = selection;
  return `${made.slice(0, start)}[${made.slice(start, end)}]${made.slice(end)}`.replace('[]', '|');
}

test('a line is indented wherever the caret is in it', () => {
  assert.equal(after(indented, 'a\nb|c\nd'), 'a\n    b|c\nd');
  assert.equal(after(indented, '|'), '    |');
  assert.equal(after(indented, '|\na'), '    |\na');
});

test('lines that are selected are indented, but not one of which nothing is', () => {
  assert.equal(after(indented, 'a[b\nc]d'), '    a[b\n    c]d');
  assert.equal(after(indented, '[a\n]b'), '    [a\n]b');
});

test('what stands at the beginning of a line is taken away as far as it goes', () => {
  assert.equal(after(unindented, '      a|'), '  a|');
  assert.equal(after(unindented, '  |a'), '|a');
  assert.equal(after(unindented, '|  a'), '|a');
  assert.equal(after(unindented, '\ta|'), 'a|');
  assert.equal(after(unindented, 'a|'), 'a|');
  assert.equal(after(unindented, '[    a\n b]'), '[a\nb]');
});

test('a new line begins where its own does, and further in after a colon', () => {
  assert.equal(newline('  a', 3), '\n  ');
  assert.equal(newline('a\n  if b: ', 9), '\n      ');
  assert.equal(newline('    a', 2), '\n  ');
  assert.equal(newline('', 0), '\n');
});

test('only quotation marks that came last are made straight', () => {
  const last = (/** @type {string} */ before, /** @type {string} */ text) => {
    const { from, to, insert } = straightened(before, text, [0, 0]);
    return text.slice(0, from) + insert + text.slice(to);
  };
  assert.equal(last('“a”', '“a”„b“‘'), '“a”"b"\'');
  assert.equal(last('', '’'), "'");
  assert.equal(last('““', '“““'), '““"');
  assert.equal(last('“a”', '“a'), '“a');
});
