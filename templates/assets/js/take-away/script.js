// @ts-check
// A figure's numbers as a script: with the site's wheel installed, it prints the readouts of one state. Pure.

import { substance } from '../state/controls.js';
import { kindOf } from '../state/kinds/index.js';
import { setting } from '../state/parameters.js';

/** @import { Declaration } from '../state/controls.js' */
/** @import { Control, State } from '../state/kinds/kind.js' */

/**
 * @typedef {object} Told
 * @property {string} figure  how the page calls it: "Figure 1"
 * @property {string} page  the page's title
 * @property {string} link  to the state; '' where nobody knows the page's address
 * @property {string} wheel  the wheel's address, or its mere name where nobody knows the site's
 * @property {string} post  the post's package in the wheel
 */

/**
 * @param {Declaration} declaration
 * @param {State} state
 * @param {State | null | undefined} pin
 * @param {Told} told
 * @returns {string}
 */
export function script(declaration, state, pin, { figure, page, link, wheel, post }) {
  const { id, title, controls } = declaration;
  return `\
# ${title}${/[.!?…]$/.test(title) ? '' : '.'}
# ${figure} of “${page}”
${link && `# ${link}\n`}#
# Needs Python 3.12 or newer, and the wheel of the site, which brings numpy:
#
#     ${installing(wheel)}

import sys

from ${post}.${id.replaceAll('-', '_')} import figure

if hasattr(sys.stdout, "reconfigure"):  # not in a notebook
    sys.stdout.reconfigure(encoding="utf-8")

state = figure.state(${dictionary(controls, state)})
${pin ? pinned(declaration, pin) : 'result = figure.compute(state)'}
drawing = figure.draw(result, "wide")

# Each number in full, in the unit that the figure computes in; then as the page shows it.
print(drawing.sentence, end="\\n\\n")
for output in figure.outputs:
    readout = drawing.readouts[output.name]
    shown = f"{readout.text} {readout.unit}${pin ? ', was {readout.pinned}' : ''}"
    value = None if readout.value is None else float(readout.value)
    print(f"{output.name:14} {value!r:24} {output.label}: {shown}")
`;
}

/** @param {string} wheel */
function installing(wheel) {
  if (wheel.includes('/')) return `pip install "${wheel}"`;
  return `pip install ${wheel}\n#\n# That file is in the folder runtime/ of the site that this page was saved from.`;
}

/**
 * @param {Declaration} declaration
 * @param {State} pin
 */
function pinned(declaration, pin) {
  return `pinned = figure.pinned(${dictionary(substance(declaration), pin)}, state)
result = figure.compare(figure.compute(state), figure.compute(pinned))`;
}

/**
 * A state as Python writes it, with its controls in words beside it.
 * @param {Control[]} controls
 * @param {State} state
 */
function dictionary(controls, state) {
  const lines = controls.map((control) => {
    const value = state[control.name];
    return `    "${control.name}": ${kindOf(control).literal(control, value)},  # ${setting(control, value)}\n`;
  });
  return `{\n${lines.join('')}}`;
}
