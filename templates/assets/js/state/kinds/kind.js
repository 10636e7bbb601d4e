// @ts-check
// What every kind of control gives: how its values are read, written and said, and how its inputs are bound to a state.

/**
 * @typedef {object} Control  as its figure declares it; each kind adds its own
 * @property {string} kind
 * @property {string} name
 * @property {string} label
 * @property {number | string} default
 * @property {string} help
 * @property {string} [symbol]
 * @property {string} [unit]
 * @property {boolean} [view]  it says how things are shown, not what
 *
 * @typedef {{value: number | string, said: string}} Taken  a value, and what there is to say of it, a clause, or ''
 *
 * @typedef {object} Hand  what a control is bound to
 * @property {() => State} state
 * @property {Moved} moved
 * @property {(text: string) => void} remark  what there is to say of what was typed
 *
 * @typedef {Record<string, number | string>} State   complete: one value for every control
 */

/**
 * A control was moved by the reader: it is still on its way, has come to rest, or was set at one press.
 * @typedef {(name: string, value: number | string, how: 'moving' | 'rest' | 'press') => void} Moved
 */

/**
 * What binding a control gives: a way to show a value. `keep` is the element that the reader is using right now,
 * which keeps what it holds (a thumb under a finger, a number half typed).
 * @typedef {(value: number | string, note: string, keep: EventTarget | null) => void} Show
 */

/**
 * A module in this folder. `C` is the control that it knows.
 * @template [C=any]
 * @typedef {object} Kind
 * @property {(control: C, text: string) => number | string | null} normalise  the value that a text means by the strict
 *   rule, which is the generator's too; null where it means none
 * @property {(control: C, text: string) => Taken | null} taken  the value that people and mailers mean by a text
 * @property {(control: C, value: any) => string} written  a value as links and fields write it
 * @property {(control: C, value: any) => string} words  a value as a reader reads it, without its unit
 * @property {(control: C) => string} allowed  what it can be, a clause after “it can be”; '' where that is too much to say
 * @property {(control: C, value: any) => string} literal  a value as Python writes it
 * @property {(root: HTMLElement, control: C, hand: Hand) => Show} bind
 * @property {(control: C, value: number, way: 1 | -1) => number} [nudge]  of a number: one step on
 * @property {(control: C, value: number, way: 1 | -1) => number} [leap]  of a number: far on
 * @property {boolean} [local]  its values mean something on this page alone
 * @property {boolean} [free]  its values may end in any sign: links escape that one
 */

export {};
