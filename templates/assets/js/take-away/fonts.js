// @ts-check
// The page's own fonts, for a picture that must bring them along.

import { Unmade } from './unmade.js';
import { say } from '../base/words.js';

/**
 * @typedef {object} Face
 * @property {string} css  its rule
 * @property {URL} url
 * @property {string} source  as the rule writes the address
 */

/**
 * The rules of the families that hold any sign of a text, with the fonts in them.
 * @param {string} text
 * @param {string} families  as in CSS
 * @returns {Promise<string>}  CSS
 * @throws {Unmade} when a font does not come
 */
export async function embedded(text, families) {
  const names = families.split(',').map(unquoted);
  return (await Promise.all(faces(text, names).map(embed))).join('\n');
}

/**
 * @param {string} text
 * @param {string[]} names
 * @returns {Face[]}
 */
function faces(text, names) {
  return [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].flatMap((rule) => {
      if (!(rule instanceof CSSFontFaceRule) || !names.includes(unquoted(rule.style.getPropertyValue('font-family')))) return [];
      const source = /url\("?(.*?)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
      if (!source || !covers(rule.style.getPropertyValue('unicode-range'), text)) return [];
      return [{ css: rule.cssText, source, url: new URL(source, sheet.href ?? document.baseURI) }];
    }),
  );
}

/** @param {Face} face */
async function embed({ css, source, url }) {
  if (url.protocol === 'data:') return css;
  const bytes = new Uint8Array(await fetched(url));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return css.replace(source, `data:font/woff2;base64,${btoa(text)}`);
}

/** @param {URL} url */
async function fetched(url) {
  const file = url.pathname.split('/').at(-1) ?? '';
  const response = await fetch(url).catch(() => null);
  if (!response) {
    throw new Unmade(say('The page’s font {file} could not be fetched: the network is gone, or something in between blocked it.', { file }));
  }
  const { ok, status } = response;
  if (!ok) throw new Unmade(say('The page’s font {file} could not be fetched: the server answered {status}.', { file, status }));
  return response.arrayBuffer().catch(() => {
    throw new Unmade(say('The page’s font {file} could not be fetched: it broke off on the way.', { file }));
  });
}

/**
 * Whether a face's `unicode-range` holds any sign of a text.
 * @param {string} range  '' means every sign
 * @param {string} text
 * @returns {boolean}
 */
export function covers(range, text) {
  const spans = range.split(',').map((span) => span.trim().slice(2).split('-').map((sign) => parseInt(sign, 16)));
  return !range || [...text].some((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return spans.some(([first, last = first]) => first <= code && code <= last);
  });
}

/** @param {string} family */
function unquoted(family) {
  return family.trim().replaceAll(/^["']|["']$/g, '');
}
