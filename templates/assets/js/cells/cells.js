// @ts-check
// <nt-cell>. Everything of a cell is in the page already; this has the reader run it, in a Python of the cells' own, which
// starts with the first that is run.

import { services } from '../python/here.js';
import { Cell } from './cell.js';
import { Notebook } from './notebook.js';

const NAME = 'cells'; // of their service
const service = services.get(NAME);
const notebook = new Notebook(service);
/** @type {Set<HTMLElement>} */
const awake = new Set();

class CellElement extends HTMLElement {
  connectedCallback() {
    if (awake.has(this)) return;
    awake.add(this);
    notebook.add(new Cell(this, notebook, service.status));
  }
}

services.onstatus((name, status) => name === NAME && notebook.heard(status));
customElements.define('nt-cell', CellElement);
