// @ts-check
// <nt-cell>. Everything of a cell is in the page already; this has the reader run it, in a Python of the cells' own, which
// starts with the first that is run.

import { bytesOf } from '../load/plan.js';
import { manifest, services } from '../python/here.js';
import { remark } from '../figure/page-remark.js';
import { meant } from '../state/meant.js';
import { Cell } from './cell.js';
import { linkIn } from './link.js';
import { Notebook } from './notebook.js';

const NAME = 'cells'; // of their service
const service = services.get(NAME);
const notebook = new Notebook(service, (...asked) => services.data(...asked));
/** @type {import('../load/plan.js').Entry[]} */
const packages = manifest.bill.filter((/** @type {{ kind: string }} */ { kind }) => kind === 'package');
const weights = new Map(packages.map((entry) => [entry.name, bytesOf(entry)]));
/** @type {Map<string, Cell>} */
const cells = new Map();

class CellElement extends HTMLElement {
  connectedCallback() {
    if (cells.has(this.id)) return;
    const cell = new Cell(this, notebook, service.status, weights);
    cells.set(this.id, cell);
    notebook.add(cell);
    cell.wake();
  }
}

/** Follows the address to a cell, and opens the edit that it brings. */
function arrive() {
  const { id, edit, withState } = linkIn(location.hash);
  const cell = cells.get(meant(id, [...cells.keys()]) ?? '');
  if (!withState) return;
  if (!cell) return edit === null ? undefined : remark(id);
  cell.scrollTo();
  if (edit !== null) void cell.open(edit);
}

document.documentElement.classList.remove('unmoved'); // said too soon: the modules did come
services.onstatus((name, status) => name === NAME && notebook.heard(status));
customElements.define('nt-cell', CellElement);
addEventListener('hashchange', arrive);
arrive();
