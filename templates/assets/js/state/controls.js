// @ts-check
// What a figure declares, and the states that its controls make together. Pure; what a control may hold, its kind says.

/** @import { Control, State } from './kinds/kind.js' */

/**
 * @typedef {object} Declaration
 * @property {string} id
 * @property {string} title
 * @property {string} caption
 * @property {Control[]} controls
 * @property {Output[]} outputs
 * @property {{name: string, label: string, kind: string}[]} handouts  texts to take along
 * @property {{name: string, label: string, kind: string}[]} downloads  files that are written once they are asked for
 * @property {string[]} clauses  names of what the page's text may hold
 * @property {{label: string, sentence: string, state: Partial<State>}[]} presets
 * @property {boolean} compares  a state can be pinned behind another
 * @property {boolean} [needs]  something may have to be brought before it is computed
 * @property {{label: string, outputs: Output[]} | null} probe  a place of the picture can be looked at
 *
 * @typedef {{name: string, label: string, group: string, tone: string, help: string}} Output
 */

/**
 * @param {Declaration} declaration
 * @returns {State}
 */
export function defaults({ controls }) {
  return Object.fromEntries(controls.map((control) => [control.name, control.default]));
}

/**
 * The controls that say what is shown, and not only how: what a pinned state consists of.
 * @param {Declaration} declaration
 * @returns {Control[]}
 */
export function substance({ controls }) {
  return controls.filter((control) => !control.view);
}
