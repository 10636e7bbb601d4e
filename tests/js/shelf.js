// @ts-check
/** A browser's Cache Storage, for tests: what lies there, by address. */

/** @type {Map<string, Uint8Array<ArrayBuffer>>} */
export const shelf = new Map();

/** What the shelf does otherwise in a test: `stocked` clears it. @type {Partial<Cache>} */
export const faults = {};

/** @type {Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>} */
const cache = {
  match: async (url) => (shelf.has(String(url)) ? new Response(shelf.get(String(url))) : undefined),
  put: async (url, response) => void shelf.set(String(url), new Uint8Array(await response.arrayBuffer())),
  delete: async (url) => shelf.delete(String(url)),
  keys: async () => [...shelf.keys()].map((url) => /** @type {Request} */ ({ url })),
};

/** @template {keyof typeof cache} Way @param {Way} way */
const asked = (way) => (/** @type {any[]} */ ...args) => /** @type {any} */ (faults[way] ?? cache[way])(...args);

/** Where pages of the tests lie; their files are in `../runtime/`. */
const PAGE = 'https://example.org/post/index.html';

Object.assign(globalThis, {
  document: { baseURI: PAGE, querySelector: () => null },
  caches: { open: async () => ({ match: asked('match'), put: asked('put'), delete: asked('delete'), keys: asked('keys') }) },
});
Object.defineProperty(globalThis, 'localStorage', { value: { getItem: () => 'used', setItem() {} }, configurable: true });

/** @param {string} url  as the bill has it */
export function address(url) {
  return new URL(url, PAGE).href;
}

/** From now on this lies there, and nothing else. @param {Record<string, Uint8Array<ArrayBuffer>>} files  by their addresses in the bill */
export function stocked(files = {}) {
  shelf.clear();
  for (const way of /** @type {const} */ (['match', 'put', 'delete', 'keys'])) delete faults[way];
  for (const [url, bytes] of Object.entries(files)) shelf.set(address(url), bytes);
}
