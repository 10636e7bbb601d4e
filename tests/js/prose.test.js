// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { farther } from '../../templates/assets/js/prose/handle.js';
import { rho, seed } from './declaration.js';

/** @param {string} key */
const press = (key, held = {}) => /** @type {KeyboardEvent} */ ({ key, ...held });

test('keys lead to the ends and far along, and others nowhere', () => {
  assert.equal(farther(rho, 0.3, press('Home')), -1);
  assert.equal(farther(rho, 0.3, press('End')), 1);
  assert.equal(farther(rho, 0.3, press('PageUp')), 0.5);
  assert.equal(farther(rho, 0.3, press('PageDown')), 0.1);
  assert.equal(farther(seed, 3, press('End')), seed.max);
  assert.equal(farther(rho, 0.3, press('Home', { shiftKey: true })), null);
  for (const key of ['ArrowUp', 'ArrowLeft', '5', 'Enter', 'Tab']) assert.equal(farther(rho, 0.3, press(key)), null);
});
