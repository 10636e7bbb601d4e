// @ts-check
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { fill, say } from '../../templates/assets/js/base/words.js';

const SCRIPTS = new URL('../../templates/assets/js/', import.meta.url);

/** Words, and no sentence of the page's. */
const NOT_SAID = new Map([
  ['Home', 'a key'],
  ['End', 'a key'],
  ['Enter', 'a key'],
  ['Escape', 'a key'],
  ['Tab', 'a key'],
  ['Shift', 'a key'],
  ['Backspace', 'a key'],
  ['Delete', 'a key'],
  ['Apple', 'a maker of browsers'],
  ['Worker', 'a class'],
  ['Files', 'what is dragged'],
  ['copied visually-hidden', 'classes'],
  ['starting Python', 'a stage, by its name'],
  ['files of {}', 'the name of a cache'],
  ['files of {}runtime/', 'the name of a cache'],
  ['{} of {} {}', 'the name of what is kept'],
  ['it was made from', 'why a picture of memory does not fit: Python starts another way'],
  ['it has', 'why a picture does not fit'],
  ['its checksum is', 'why a picture does not fit'],
  ['{} is not needed any more.', 'whoever asked for the file has gone'],
]);

/** They hold Python, in English, and names of browsers' own. */
const NO_WORDS = ['take-away/script.js', 'python/engine/isolate.js'];

/**
 * The texts of a script, but for those of errors that only programmers meet, and of the console. What is computed in
 * them is "{}".
 * @param {string} source
 * @returns {string[]}
 */
function texts(source) {
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isImportDeclaration(node)) return;
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : '';
    if (/^(say|Error|console\.\w+)$/.test(called)) return;
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    else if (ts.isTemplateExpression(node)) found.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}'));
    ts.forEachChild(node, visit);
  }
  visit(ts.createSourceFile('script.js', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** Two plain words one after the other, the end of a sentence, or a single word that begins as one does. @param {string} text */
function looksSaid(text) {
  const selector = /^[.#[:]|[.#[][\w-]+|\w+\(/.test(text) && !/[.!?]$/.test(text);
  return !selector && (/[a-z’]{2,} [a-z]{2,}/i.test(text) || /[a-z}]{2,}[.!?…]$/i.test(text) || /^[A-Z][a-z]+$/.test(text));
}

test('without a translation a phrase is said as it stands, with its values', () => {
  assert.equal(say('Saved {name}.', { name: 'a.svg' }), 'Saved a.svg.');
  assert.equal(say('{a} of {b}', { a: '{b}', b: 0 }), '{b} of 0');
});

test('a value that is not given leaves its name', () => {
  assert.equal(fill('{name} gesichert.', {}), '{name} gesichert.');
});

test('words are looked for where they may be', () => {
  const source = "say('It is said.'); show(`${name} is not.`); show(live ? 'Stop' : 'so to speak'); new Error('It is mine.'); one('.a b')";
  assert.deepEqual(texts(source).filter(looksSaid), ['{} is not.', 'Stop', 'so to speak']);
});

for (const file of globSync('**/*.js', { cwd: SCRIPTS }).filter((name) => !NO_WORDS.includes(name))) {
  test(`all that ${file} says can be said in any language`, () => {
    const said = texts(readFileSync(new URL(file, SCRIPTS), 'utf-8')).filter(looksSaid);
    assert.deepEqual(said.filter((text) => !NOT_SAID.has(text)), []);
  });
}
