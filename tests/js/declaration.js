// A figure with one control of every kind.

/** @import { Declaration } from '../../templates/assets/js/state/controls.js' */
/** @import { Choice } from '../../templates/assets/js/state/kinds/choice.js' */
/** @import { Seed } from '../../templates/assets/js/state/kinds/seed.js' */
/** @import { Slider } from '../../templates/assets/js/state/kinds/slider.js' */

/** @type {Slider} */
export const size = {
  kind: 'slider', name: 'n', label: 'Vocabulary size', symbol: 'N', unit: 'tokens',
  min: 2, max: 200_000, step: 1, fine: 1, default: 40, scale: 'log', tone: '', help: '', same_as: '',
};

/** @type {Slider} */
export const rho = {
  kind: 'slider', name: 'rho', label: 'Rank correlation', symbol: 'ρ', unit: '',
  min: -1, max: 1, step: 0.01, fine: 0.01, default: 0.9, scale: 'linear', tone: '', help: '', same_as: '',
};

/** @type {Seed} */
export const seed = { kind: 'seed', name: 'seed', label: 'Seed', min: 0, max: 4_294_967_295, step: 1, fine: 1, default: 1, help: '' };

/** @type {Choice} */
export const unit = {
  kind: 'choice', name: 'unit', label: 'Unit', default: 'nats', help: '', view: true,
  options: [{ value: 'nats', label: 'nats' }, { value: 'bits & more', label: 'bits' }],
};

/** @type {Declaration} */
export const declaration = {
  id: 'zipf-kl', title: '', caption: '', outputs: [], clauses: [], handouts: [], downloads: [], presets: [], compares: true, probe: null,
  controls: [size, rho, seed, unit],
};
