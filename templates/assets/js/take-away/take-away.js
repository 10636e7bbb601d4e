// @ts-check
// What a reader takes away from a figure: a link, the drawing, the numbers, the Python. All of it is made here, of
// what the page shows: it works before Python is there, and without.

import { copyText } from '../base/clipboard.js';
import { csv } from './csv.js';
import { json } from './json.js';
import { one } from '../base/dom.js';
import { pageAddress } from '../base/page-address.js';
import { parameters } from '../state/parameters.js';
import { bindDownloads } from './downloads.js';
import { bindHandouts } from './handouts.js';
import { fragment, local, query, unlinked } from '../state/permalink.js';
import { pngFile, standalone, svgFile } from './picture.js';
import { script } from './script.js';
import { Unmade } from './unmade.js';
import { say } from '../base/words.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { State } from '../state/kinds/kind.js' */
/** @import { Download } from '../python/python.js' */

/**
 * @typedef {{state: State, pin?: State | null}} Shown
 * @typedef {{url: string, package: string}} Wheel  the site's, by its mere name where nobody knows the
 *   site's address; and each post's package in it
 *
 * @typedef {object} Figure
 * @property {Declaration} declaration
 * @property {Wheel} wheel
 * @property {() => Shown} wanted  what the controls are at: links lead there
 * @property {() => Shown} shown  what the picture and the readouts show, and files are made of
 * @property {() => Promise<boolean>} tabled  whether the table, too, shows that from then on
 * @property {(name: string, progress: (done: number) => void, signal: AbortSignal) => Promise<Download>} written  one of its downloads
 * @property {() => string} width  of the drawing in view
 * @property {(sentence: string) => void} say
 */

const TABLED = ['csv', 'json']; // are made of the table
const LONGEST_NAME = 100;
const KEPT_MS = 60_000; // a browser may ask where to put a file before it reads it

/**
 * @param {HTMLElement} host
 * @param {Figure} figure
 */
export function bindTakeAway(host, figure) {
  const link = one(host, '.state-link', HTMLAnchorElement);
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // to open it elsewhere
    event.preventDefault();
    copyLink(figure);
  });
  for (const button of host.querySelectorAll('[data-save]')) {
    button.addEventListener('click', () => save(host, figure, button.getAttribute('data-save') ?? ''));
  }
  /** Named after what is shown now, whenever it is written. */
  const saveText = (/** @type {{name: string, kind: string}} */ { name, kind }) => {
    const file = fileName(figure.declaration, figure.shown(), `${name}.${kind}`);
    return (/** @type {string[]} */ pieces) => {
      download(file, new Blob(pieces, { type: 'text/plain;charset=utf-8' }));
      return file;
    };
  };
  bindHandouts(host, figure.say, (handout, text) => figure.say(say('Saved {name}.', { name: saveText(handout)([text]) })));
  bindDownloads(host, { written: figure.written, save: saveText, say: figure.say });
}

/** @param {Figure} figure */
async function copyLink(figure) {
  const page = pageAddress() || location.href.replace(/#.*/, '');
  const { state, pin } = figure.wanted();
  const copied = await copyText(page + fragment(figure.declaration, state, pin));
  figure.say(copied ? done(figure.declaration, state) : say('This browser does not let the page copy; the menu of the link itself does.'));
}

/**
 * What is said of a link that was copied, and of what it lacks.
 * @param {Declaration} declaration
 * @param {State} state
 */
function done(declaration, state) {
  const [long, files] = [unlinked(declaration, state), local(declaration, state)].map((labels) => labels.join(', '));
  if (files) return say('Link copied, without your files: whoever opens it has to choose them again: {names}.', { names: files });
  if (long) return say('Link copied, without what is too long for one: {names}.', { names: long });
  return say('Link copied.');
}

/**
 * @param {HTMLElement} host
 * @param {Figure} figure
 * @param {string} kind
 */
async function save(host, figure, kind) {
  if (TABLED.includes(kind) && !(await figure.tabled())) return;
  const shown = figure.shown();
  const name = fileName(figure.declaration, shown, kind);
  try {
    download(name, await makers[kind](host, figure, shown));
    figure.say(say('Saved {name}.', { name }));
  } catch (error) {
    const foreseen = error instanceof Unmade;
    const why = foreseen ? error.message : say('The browser’s console says what went wrong.');
    figure.say(say('{name} could not be made. {why}', { name, why }));
    if (!foreseen) console.error(error);
  }
}

/** @type {Record<string, (host: HTMLElement, figure: Figure, shown: Shown) => Blob | Promise<Blob>>} */
const makers = {
  svg: (host, figure, shown) => svgFile(picture(host, figure, shown)),
  png: (host, figure, shown) => pngFile(picture(host, figure, shown)),
  csv: (host) => new Blob([csv(cells(host))], { type: 'text/csv;charset=utf-8' }),
  json: (host, figure, shown) => new Blob([json(told(host, figure, shown))], { type: 'application/json' }),
  py: (host, figure, shown) => new Blob([python(host, figure, shown)], { type: 'text/x-python;charset=utf-8' }),
};

/**
 * `coin_p=0.5.svg`
 * @param {Declaration} declaration
 * @param {Shown} shown
 * @param {string} kind
 * @returns {string}
 */
export function fileName(declaration, { state, pin }, kind) {
  const terms = query(declaration, state, pin).split('&').filter(Boolean).map(decodeURIComponent);
  const name = [declaration.id, ...terms].join('_').replaceAll(/[^\w.=-]+/g, '-');
  return `${name.slice(0, LONGEST_NAME).replace(/\W+$/, '')}.${kind}`;
}

/**
 * @param {string} name
 * @param {Blob} file
 */
function download(name, file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

/**
 * @param {HTMLElement} host
 * @param {Figure} figure
 * @param {Shown} shown
 */
function picture(host, figure, shown) {
  const { declaration } = figure;
  const drawing = host.querySelector(`[data-part="${figure.width()}"] svg`);
  if (!(drawing instanceof SVGSVGElement)) throw new Unmade(say('What is shown is text, which can be copied as it is.'));
  return standalone(drawing, {
    title: declaration.title,
    source: address(figure, shown),
    description: parameters(declaration, shown.state, shown.pin),
  });
}

/**
 * @param {HTMLElement} host
 * @param {Figure} figure
 * @param {Shown} shown
 */
function told(host, figure, shown) {
  const readouts = [...host.querySelectorAll('output[name]')].map((output) => ({
    name: output.getAttribute('name') ?? '',
    value: output.getAttribute('data-value') ?? '',
    unit: output.querySelector('.unit')?.textContent ?? '',
  }));
  const { title } = figure.declaration;
  const { state, pin } = shown;
  return { figure: title, link: address(figure, shown), state, pinned: pin ?? null, readouts, table: cells(host) };
}

/** The table without its row of sums. @param {HTMLElement} host */
function cells(host) {
  const rows = host.querySelectorAll('[data-part="table"] :is(thead, tbody) tr');
  return [...rows].map((row) => [...row.children].map((cell) => cell.textContent ?? ''));
}

/**
 * @param {HTMLElement} host
 * @param {Figure} figure
 * @param {Shown} shown
 */
function python(host, figure, shown) {
  const { url, package: post } = figure.wheel;
  const base = pageAddress();
  return script(figure.declaration, shown.state, shown.pin, {
    figure: one(host, '.figure-number', HTMLElement).textContent ?? '',
    page: document.title,
    link: address(figure, shown),
    wheel: base && url.includes('/') ? new URL(url, base).href : decodeURIComponent(url.split('/').at(-1) ?? ''),
    post,
  });
}

/**
 * What files say of where they came from: '' rather than a place on the reader's disk.
 * @param {Figure} figure
 * @param {Shown} shown
 */
function address(figure, shown) {
  const page = pageAddress();
  return page && page + fragment(figure.declaration, shown.state, shown.pin);
}
