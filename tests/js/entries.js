// @ts-check
/** Entries of a bill, for tests. */

/** @import { Entry } from '../../templates/assets/js/load/plan.js' */

/**
 * @param {string} name
 * @param {number} bytes
 * @param {Partial<Entry> & { url?: string }} [told]
 * @returns {Entry}
 */
export function entry(name, bytes, { url = `../runtime/${name}.0.bin`, ...told } = {}) {
  const parts = [{ url, bytes, sha256: name }];
  return { name, kind: 'files', service: 'all', when: 'start', travels: true, raw: 0, parts, ...told };
}

/** What a page starts Python from; sizes in MB. */
export const BILL = [
  entry('engine', 0.3e6, { kind: 'worker' }),
  entry('wasm', 3.5e6, { kind: 'wasm' }),
  entry('stdlib', 1.2e6, { way: 'packs' }),
  entry('libraries', 0.9e6, { kind: 'libraries' }),
  entry('numpy', 0.5e6, { way: 'packs' }),
  entry('modules', 0.1e6, { way: 'packs' }),
  entry('post-a', 0.1e6, { service: 'figures' }),
  entry('snapshot', 3.9e6, { kind: 'picture', way: 'snapshot' }),
  entry('layer-a', 0.3e6, { kind: 'picture', service: 'figures', way: 'snapshot' }),
  entry('rest', 3e6, { when: 'import', travels: false }),
];
