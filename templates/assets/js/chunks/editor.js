// @ts-check
/*! With CodeMirror and Lezer, © Marijn Haverbeke and others, under the MIT licence: https://codemirror.net */
// The editor of a cell's code, fetched with the first that is edited. Its colours are the listing's: js/cells/field.js is
// what it takes the place of, css/editor.css how it looks.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { pythonLanguage } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tagHighlighter, tags } from '@lezer/highlight';

/** @import { Field, Given } from '../cells/field.js' */

/** Pygments' classes, as in the listing. */
const coloured = tagHighlighter([
  { tag: [tags.keyword, tags.bool, tags.null], class: 'k' },
  { tag: tags.modifier, class: 'o' }, // else a keyword
  { tag: [tags.string, tags.escape], class: 's' },
  { tag: tags.number, class: 'm' },
  { tag: tags.comment, class: 'c' },
  { tag: tags.function(tags.definition(tags.variableName)), class: 'nf' },
  { tag: tags.definition(tags.className), class: 'nc' },
]);

/** They run the cell, whose they are: the editor has others for a new line. */
const run = ['Mod-Enter', 'Ctrl-Enter', 'Shift-Enter'].map((key) => ({ key, run: () => true }));

const PYTHON = [
  pythonLanguage,
  syntaxHighlighting(coloured),
  indentUnit.of('    '),
  indentOnInput(),
  bracketMatching(),
  history(),
  keymap.of([...run, indentWithTab, ...historyKeymap, ...defaultKeymap]),
];

/** @implements {Field} */
export class Editor {
  #view;

  /** @param {Given} given */
  constructor({ text, selection: [anchor, head], attributes, changed }) {
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
    });
    const extensions = [PYTHON, EditorView.contentAttributes.of(attributes), told];
    this.#view = new EditorView({ state: EditorState.create({ doc: text, selection: { anchor, head }, extensions }) });
    this.element = this.#view.dom;
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  /** @returns {readonly [number, number]} */
  get selection() {
    const { anchor, head } = this.#view.state.selection.main;
    return [anchor, head];
  }

  focus() {
    this.#view.focus();
  }

  remove() {
    this.#view.destroy();
  }
}
