// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberFor } from '../../templates/assets/js/state/kinds/number.js';
import { rho, size } from './declaration.js';

const wide = { ...rho, min: 0, max: 5000, step: 0.5, fine: 0.5 };

/** @type {[import('../../templates/assets/js/state/kinds/slider.js').Slider, string, number | null][]} */
const cases = [
  [rho, '0,5', 0.5], [rho, ' 0.5 ', 0.5], [rho, '−0,5', -0.5], [rho, '–0.5', -0.5], [rho, '1,000', 1], [rho, '1,5', 1.5],
  [size, '50,257', 50257], [size, '50 257', 50257], [size, '50\u202f257', 50257], [size, '50’257', 50257], [size, '1,000,000', 1e6],
  [size, '2,5', 2.5], [size, '0,257', 0.257], [size, '1e3', 1000],
  [wide, '1,500', null], [wide, '2,500.5', 2500.5], [wide, '9,000', 9],
  [size, '5 0', null], [size, '50 25', null], [size, '1.000.000', null], [size, '', null], [size, '-', null], [size, '0x10', null],
];

for (const [control, text, value] of cases) {
  test(`“${text}” from ${control.min} to ${control.max} is ${value ?? 'no number'}`, () => assert.equal(numberFor(control, text), value));
}
