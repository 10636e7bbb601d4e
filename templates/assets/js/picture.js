// @ts-check
// A figure's drawing as a file that needs nothing of the page: as on paper, whatever theme the page wears.

import { embedded } from './fonts.js';
import { Unmade } from './unmade.js';

const SVG = 'http://www.w3.org/2000/svg';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';
const SHARPER = 2; // pixels for each unit of the drawing
const MARGIN = 12; // in its units

const INHERITED = [
  'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'font-size', 'font-weight',
];

/**
 * @typedef {Record<string, string>} Attributes
 *
 * @typedef {object} Said  of the picture, in its metadata
 * @property {string} title
 * @property {string} source  the address of the state; '' where nobody knows it
 * @property {string} description
 */

/**
 * The drawing on its own: styles become attributes, which every program understands.
 * @param {SVGSVGElement} drawing
 * @param {Said} said
 * @returns {SVGSVGElement}
 */
export function standalone(drawing, said) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const paper = document.createElement('div');
  paper.className = 'on-paper';
  paper.append(copy);
  document.body.append(paper); // styles are known of what is in the page
  const { fontFamily, fontVariantNumeric } = getComputedStyle(copy);
  const ground = paint('fill', getComputedStyle(paper).backgroundColor, 1);
  const halos = [...copy.querySelectorAll('text')].filter((text) => getComputedStyle(text).paintOrder.startsWith('stroke'));
  writeStyles(copy);
  paper.remove();

  for (const text of halos) putHaloBehind(text);
  copy.setAttribute('font-family', fontFamily.split(',').filter((name) => !name.includes('stand-in')).join(','));
  copy.style.fontVariantNumeric = fontVariantNumeric;
  const words = [...copy.children].filter(({ localName }) => ['title', 'desc'].includes(localName)).at(-1);
  const beneath = [metadata(said), sheet(copy, ground)];
  if (words) words.after(...beneath);
  else copy.prepend(...beneath);
  return copy;
}

/**
 * The paper, with a margin.
 * @param {SVGSVGElement} picture
 * @param {Attributes} ground
 */
function sheet(picture, ground) {
  const { width, height } = picture.viewBox.baseVal;
  const box = [-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN].map(String);
  const paper = document.createElementNS(SVG, 'rect');
  setAll(paper, { x: box[0], y: box[1], width: box[2], height: box[3], ...ground });
  setAll(picture, { viewBox: box.join(' '), width: box[2], height: box[3] });
  return paper;
}

/** @param {SVGSVGElement} picture  @returns {Blob} */
export function svgFile(picture) {
  return new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', serialised(picture), '\n'], { type: 'image/svg+xml' });
}

/**
 * The picture in pixels. A picture in a picture sees nothing of the page: its fonts go into it.
 * @param {SVGSVGElement} picture
 * @returns {Promise<Blob>}
 * @throws {Unmade}
 */
export async function pngFile(picture) {
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
    throw new Unmade('This browser cannot draw the picture in pixels.');
  });
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return new Promise((kept, failed) => {
    canvas.toBlob((blob) => (blob ? kept(blob) : failed(new Unmade('This browser lets no page draw pixels.'))));
  });
}

/**
 * Everything is read before anything is written: else the page's styles would be worked out anew each time.
 * @param {SVGSVGElement} root
 */
function writeStyles(root) {
  const elements = [root, ...root.querySelectorAll(':not(title, desc)')];
  const styles = new Map(elements.map((element) => [element, style(element)]));
  for (const [element, { opacity, ...own }] of styles) {
    const above = element === root ? undefined : styles.get(/** @type {Element} */ (element.parentNode));
    const differing = Object.entries(own).filter(([name, value]) => value !== above?.[name]);
    setAll(element, Object.fromEntries(differing));
    if (opacity !== '1') element.setAttribute('opacity', opacity);
  }
}

/**
 * @param {Element} element
 * @returns {Attributes}
 */
function style(element) {
  const css = getComputedStyle(element);
  return {
    ...paint('fill', css.fill, Number(css.fillOpacity)),
    ...paint('stroke', css.stroke, Number(css.strokeOpacity)),
    ...Object.fromEntries(INHERITED.map((name) => [name, css.getPropertyValue(name).replaceAll('px', '')])),
    opacity: css.opacity,
  };
}

/**
 * A colour as every program reads it: how much shows through stands in an attribute of its own.
 * @param {'fill' | 'stroke'} name
 * @param {string} value  as browsers work it out
 * @param {number} opacity
 * @returns {Attributes}
 */
function paint(name, value, opacity) {
  const [, space, parts] = /^(rgba?|color)\((?:srgb )?(.*)\)$/.exec(value) ?? [];
  if (!space) return { [name]: value.replaceAll('"', ''), [`${name}-opacity`]: String(opacity) };
  const [red, green, blue, alpha = 1] = parts.split(/[\s,/]+/).map(Number);
  const most = space === 'color' ? 1 : 255;
  const hex = [red, green, blue].map((part) => Math.round((255 * part) / most).toString(16).padStart(2, '0')).join('');
  return { [name]: `#${hex}`, [`${name}-opacity`]: String(alpha * opacity) };
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
