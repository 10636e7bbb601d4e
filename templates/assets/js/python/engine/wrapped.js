// @ts-check
// JavaScript's functions as WebAssembly's. Emscripten puts 259 of its own into the table of functions: each of them would be
// refused first, by an error that knows the whole way there, and then wrapped by a module compiled for it alone. Here one
// module serves all functions of a type.

/** As WebAssembly's binary format has them. @type {Record<string, number>} */
const TYPES = { i: 0x7f, p: 0x7f, j: 0x7e, f: 0x7d, d: 0x7c, e: 0x6f };

/** @type {Map<string, WebAssembly.Module>} */
const modules = new Map();

/**
 * Runs `load` while what enters a table of functions is wrapped, where it says its type.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function withWrapped(load) {
  const { prototype } = WebAssembly.Table;
  const { set } = prototype;
  prototype.set = function (slot, entry) {
    set.call(this, slot, entry?.sig ? wrapped(entry, entry.sig) : entry);
  };
  try {
    return await load();
  } finally {
    prototype.set = set;
  }
}

/**
 * @param {Function} f
 * @param {string} signature  a letter for the result, `v` for none, and one for each parameter
 */
function wrapped(f, signature) {
  const module = modules.get(signature) ?? new WebAssembly.Module(passing(signature));
  modules.set(signature, module);
  return new WebAssembly.Instance(module, { e: { f } }).exports.f;
}

/** A module that exports the function that it imports. @param {string} signature */
function passing(signature) {
  const [result, ...parameters] = Array.from(signature, (letter) => TYPES[letter]);
  const results = result ? [result] : [];
  const type = [1, 0x60, parameters.length, ...parameters, results.length, ...results];
  const imported = [1, 1, 0x65, 1, 0x66, 0, 0]; // "e" "f", a function of that type
  const exported = [1, 1, 0x66, 0, 0]; // "f", that function
  return Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section(1, type), ...section(2, imported), ...section(7, exported));
}

/**
 * @param {number} id
 * @param {number[]} content  shorter than 128 bytes
 */
function section(id, content) {
  return [id, content.length, ...content];
}
