// @ts-check
// <nt-cell>. Everything of a cell is in the page already; this has the reader run it, in a Python of the cells' own, which
// starts with the first that is run.

import { bytesOf } from '../load/plan.js';
import { manifest, services } from '../python/here.js';
import { Cell } from './cell.js';
import { Notebook } from './notebook.js';

const NAME = 'cells'; // of their service
const service = services.get(NAME);
const notebook = new Notebook(service, (...asked) => services.data(...asked));
/** @type {import('../load/plan.js').Entry[]} */
const packages = manifest.bill.filter((/** @type {{ kind: string }} */ { kind }) => kind === 'package');
const weights = new Map(packages.map((entry) => [entry.name, bytesOf(entry)]));
/** @type {Set<HTMLElement>} */
const awake = new Set();

class CellElement extends HTMLElement {
  connectedCallback() {
    if (awake.has(this)) return;
    awake.add(this);
    notebook.add(new Cell(this, notebook, service.status, weights));
  }
}

document.documentElement.classList.remove('unmoved'); // said too soon: the modules did come
services.onstatus((name, status) => name === NAME && notebook.heard(status));
customElements.define('nt-cell', CellElement);
