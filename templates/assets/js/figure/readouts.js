// @ts-check
// What an <output> of a figure shows. Only what changed is written.

/** @import { Readouts } from '../python/python.js' */

/**
 * @param {Element | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value  null: none
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/**
 * Finds the outputs of a figure once, so that showing a readout need not look for its place.
 * @param {HTMLElement} host
 * @param {'name' | 'data-look'} key  the attribute that names the readout
 * @returns {(readouts: Readouts) => void}
 */
export function outputs(host, key) {
  const found = [...host.querySelectorAll(`output[${key}]`)];
  const places = found.map((output) => ({
    name: output.getAttribute(key) ?? '',
    output,
    value: output.querySelector('.value'),
    unit: output.querySelector('.unit'),
    pinned: output.querySelector('.pinned'),
  }));
  return (readouts) => {
    for (const { name, output, value, unit, pinned } of places) {
      const readout = readouts[name];
      if (!readout) continue;
      setAttribute(output, 'data-value', readout.value || null);
      setText(value, readout.text);
      setText(unit, readout.unit);
      setText(pinned, readout.pinned);
    }
  };
}
