// @ts-check
// What a control may hold. Pure: the same rule as the generator's, held to it by tests/permalinks.json.

/**
 * @typedef {object} Slider
 * @property {'slider'} kind
 * @property {string} name
 * @property {string} label
 * @property {string} symbol
 * @property {string} unit
 * @property {number} min
 * @property {number} max
 * @property {number} step  of the thumb and the arrow keys
 * @property {number} fine  step of what is typed or linked, and of the arrow keys near either end
 * @property {number} default
 * @property {'linear' | 'log'} scale
 * @property {string} tone
 * @property {string} help
 * @property {string} same_as  another slider, whose value a press of “=” copies; or ''
 *
 * @typedef {object} Seed
 * @property {'seed'} kind
 * @property {string} name
 * @property {string} label
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} fine  the same
 * @property {number} default
 * @property {string} help
 *
 * @typedef {object} Choice
 * @property {'choice'} kind
 * @property {string} name
 * @property {string} label
 * @property {string} default
 * @property {{value: string, label: string}[]} options
 * @property {string} help
 * @property {boolean} view  it says how things are shown, not what
 *
 * @typedef {Slider | Seed | Choice} Control
 * @typedef {Record<string, number | string>} State   complete: one value for every control
 *
 * @typedef {object} Declaration
 * @property {string} id
 * @property {string} title
 * @property {string} caption
 * @property {Control[]} controls
 * @property {Output[]} outputs
 * @property {{label: string, sentence: string, state: Partial<State>}[]} presets
 * @property {boolean} compares  a state can be pinned behind another
 * @property {{label: string, outputs: Output[]} | null} probe  a place of the picture can be looked at
 *
 * @typedef {{name: string, label: string, group: string, tone: string, help: string}} Output
 */

/** Positions that a log slider has beyond its first. */
export const POSITIONS = 1000;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LONGEST = 40;

/**
 * The number that a text writes in plain decimal, or null: no spaces, no hexadecimal, nothing infinite.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  if (text.length > LONGEST || !DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Digits after the point that a number has: 0.002 → 3, 1e-7 → 7, 5 → 0.
 * @param {number} number
 * @returns {number}
 */
export function decimals(number) {
  const [mantissa, exponent = '0'] = String(number).split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}

/**
 * Digits after the point that it takes to write every min + k·fine.
 * @param {{min: number, fine: number}} control
 */
function places({ min, fine }) {
  return Math.max(decimals(min), decimals(fine));
}

/**
 * The nearest value that a slider or a seed can hold: within its range, on its fine step, or on another.
 * @param {Slider | Seed} control
 * @param {number} value  finite
 * @param {number} [step]
 * @returns {number}
 */
export function snap({ min, max, fine }, value, step = fine) {
  const within = Math.min(Math.max(value, min), max);
  let steps = Math.floor((within - min) / step + 0.5);
  if (min + steps * step > max + step / 1000) steps -= 1;
  return Number((min + steps * step).toFixed(places({ min, fine }))) + 0; // + 0: never -0
}

/**
 * A value as links and number fields write it: no exponent, no needless zero.
 * @param {Control} control
 * @param {number | string} value
 * @returns {string}
 */
export function written(control, value) {
  if (control.kind === 'choice' || typeof value === 'string') return String(value);
  const text = value.toFixed(places(control));
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

/**
 * @param {Control} control
 * @param {string} text  as a link or a field holds it
 * @returns {number | string | null}  the value that the control takes, null where it refuses
 */
export function normalise(control, text) {
  if (control.kind === 'choice') return control.options.some(({ value }) => value === text) ? text : null;
  const value = parseNumber(text);
  return value === null ? null : snap(control, value);
}

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
  return controls.filter((control) => control.kind !== 'choice' || !control.view);
}

/**
 * How far along its range a value lies, 0…1, on the slider's own scale.
 * @param {Slider} slider
 * @param {number} value
 * @returns {number}
 */
export function fraction({ min, max, scale }, value) {
  if (scale === 'log') return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/**
 * What the range input holds for a value: the value itself, or a log slider's position.
 * @param {Slider} slider
 * @param {number} value
 * @returns {number}
 */
export function position(slider, value) {
  return slider.scale === 'log' ? Math.round(POSITIONS * fraction(slider, value)) : value;
}

/**
 * The value at a position of the range input.
 * @param {Slider} slider
 * @param {number} at
 * @returns {number}
 */
export function valueAt(slider, at) {
  const value = slider.scale === 'log' ? slider.min * (slider.max / slider.min) ** (at / POSITIONS) : at;
  return snap(slider, value, stepAt(slider, value));
}

/**
 * Within one step of either end a slider goes in fine steps.
 * @param {Slider | Seed} control
 * @param {number} value
 */
function stepAt({ min, max, step, fine }, value) {
  return value < min + step || value > max - step ? fine : step;
}

/**
 * The next value on the steps of a control.
 * @param {Slider | Seed} control
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function stepped(control, value, direction) {
  const step = stepAt(control, value + (direction * control.fine) / 2);
  const steps = (value - control.min) / step;
  const next = direction > 0 ? Math.floor(steps + 1e-6) + 1 : Math.ceil(steps - 1e-6) - 1;
  return snap(control, control.min + next * step);
}

/**
 * One press of an arrow key: to the next position, and never less than one step of the value.
 * @param {Slider} slider
 * @param {number} value
 * @param {1 | -1} direction
 * @returns {number}
 */
export function nudge(slider, value, direction) {
  if (slider.scale !== 'log') return stepped(slider, value, direction);
  const next = valueAt(slider, position(slider, value) + direction);
  const onward = direction * (next - value) > 0;
  return onward ? next : stepped(slider, value, direction);
}

/**
 * The seed after this one; after the last comes the first.
 * @param {Seed} control
 * @param {number} value
 * @returns {number}
 */
export function nextSeed(control, value) {
  return value + control.step > control.max ? control.min : value + control.step;
}

/**
 * A number as a reader writes it: thousands apart, no exponent where it can be helped.
 * @param {number} value
 * @returns {string}
 */
export function spoken(value) {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 12 }).replaceAll(',', '\u202f').replace('-', '−');
}
