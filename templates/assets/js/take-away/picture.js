// @ts-check
// A figure's drawing as a file that needs nothing of the page: it brings its looks along, those of white paper.

import { embedded } from './fonts.js';
import { Unmade } from './unmade.js';
import { say } from '../base/words.js';

const SVG = 'http://www.w3.org/2000/svg';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';
const SHARPER = 2; // pixels for each unit of the drawing
const KNOWN = [31, 95, 184]; // a colour
const BARELY_SEEN = 8; // of 255: some browsers change a pixel by so little that a picture is not harmed

/**
 * @typedef {Record<string, string>} Attributes
 *
 * @typedef {object} Said  of the picture, in its metadata
 * @property {string} title
 * @property {string} source  the address of the state; '' where nobody knows it
 * @property {string} description
 */

/**
 * The drawing on its own.
 * @param {SVGSVGElement} drawing
 * @param {Said} said
 * @returns {SVGSVGElement}
 */
export function standalone(drawing, said) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  for (const text of copy.querySelectorAll('text')) {
    if (text.getAttribute('paint-order') === 'stroke') putHaloBehind(text);
  }
  copy.style.fontVariantNumeric = getComputedStyle(drawing).fontVariantNumeric; // there is no attribute for it
  const words = [...copy.children].filter(({ localName }) => ['title', 'desc'].includes(localName)).at(-1);
  if (words) words.after(metadata(said));
  else copy.prepend(metadata(said));
  fitToPaper(copy);
  return copy;
}

/**
 * As large as the paper that the drawing brings along, where it does: beyond its edge, which a page does not show.
 * @param {SVGSVGElement} picture
 */
function fitToPaper(picture) {
  const paper = picture.querySelector('.sheet');
  const { x, y, width, height } = picture.viewBox.baseVal;
  const box = paper ? ['x', 'y', 'width', 'height'].map((name) => paper.getAttribute(name)) : [x, y, width, height];
  setAll(picture, { viewBox: box.join(' '), width: String(box[2]), height: String(box[3]) });
}

/** @param {SVGSVGElement} picture  @returns {Blob} */
export function svgFile(picture) {
  return new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', serialised(picture), '\n'], { type: 'image/svg+xml' });
}

/**
 * The picture in pixels, where the browser lets a page have them. A picture in a picture sees nothing of the page: its fonts go into it.
 * @param {SVGSVGElement} picture
 * @returns {Promise<Blob>}
 * @throws {Unmade}
 */
export async function pngFile(picture) {
  if (!pixelsCanBeRead()) {
    throw new Unmade(say('This browser forbids pages to read pixels, so that they cannot recognise its user. Save as SVG works.'));
  }
  const width = SHARPER * picture.viewBox.baseVal.width;
  const height = SHARPER * picture.viewBox.baseVal.height;
  const style = document.createElementNS(SVG, 'style');
  style.textContent = await embedded(picture.textContent ?? '', picture.getAttribute('font-family') ?? '');
  const dressed = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  dressed.prepend(style);
  setAll(dressed, { width: String(width), height: String(height) });
  const image = new Image(width, height);
  image.src = `data:image/svg+xml,${encodeURIComponent(serialised(dressed))}`;
  await image.decode().catch(() => {
    throw new Unmade(say('This browser cannot draw the picture in pixels.'));
  });
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return new Promise((kept, failed) => {
    canvas.toBlob((blob) => (blob ? kept(blob) : failed(new Unmade(say('This browser lets no page draw pixels.')))));
  });
}

/** Some browsers hand out noise instead, and say nothing: what is known to be there is looked for. */
function pixelsCanBeRead() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 8, height: 8 });
  const context = canvas.getContext('2d');
  if (!context) return false;
  context.fillStyle = `rgb(${KNOWN.join(' ')})`;
  context.fillRect(0, 0, 8, 8);
  return context.getImageData(0, 0, 8, 8).data.every((value, at) => Math.abs(value - [...KNOWN, 255][at % 4]) <= BARELY_SEEN);
}

/**
 * Many programs know no `paint-order`, and would draw the halo over the letters.
 * @param {SVGTextElement} text
 */
function putHaloBehind(text) {
  const halo = /** @type {SVGTextElement} */ (text.cloneNode(true));
  halo.setAttribute('aria-hidden', 'true');
  text.before(halo);
  text.setAttribute('stroke', 'none');
}

/** @param {Said} said */
function metadata({ title, source, description }) {
  const root = document.createElementNS(SVG, 'metadata');
  const about = document.createElementNS(RDF, 'rdf:Description');
  about.setAttributeNS(RDF, 'rdf:about', '');
  for (const [name, text] of Object.entries({ title, source, description })) {
    if (text) about.append(Object.assign(document.createElementNS(DUBLIN_CORE, `dc:${name}`), { textContent: text }));
  }
  const graph = document.createElementNS(RDF, 'rdf:RDF');
  graph.append(about);
  root.append(graph);
  return root;
}

/** @param {SVGSVGElement} picture */
function serialised(picture) {
  return new XMLSerializer().serializeToString(picture);
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
