// @ts-check
// What an <output> of a figure shows. Only what changed is written.

import { setAttribute, setText } from '../base/dom.js';

/** @import { Readouts } from '../python/python.js' */

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
