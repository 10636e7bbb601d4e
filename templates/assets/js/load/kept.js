// @ts-check
/**
 * Keeps files whose names carry their content's hash, for the next visit: in Cache Storage, where there is one and it has
 * room. A browser's own cache asks the host again whether they have changed, or loses them.
 * Nothing here ever fails: what is not on the shelf is fetched.
 */

/** Other sites may share this one's origin. @param {string} url  of a file of the runtime */
function shelfOf(url) {
  return `files of ${new URL('.', address(url)).href}`;
}

/** @param {string} url */
function address(url) {
  return new URL(url, document.baseURI).href;
}

/** @type {Map<string, Promise<Cache>>} */
const opened = new Map();

/**
 * @template T
 * @param {string} url
 * @param {(shelf: Cache) => Promise<T>} use
 * @returns {Promise<T | undefined>}
 */
async function withShelf(url, use) {
  const name = shelfOf(url);
  try {
    const shelf = opened.get(name) ?? caches.open(name);
    opened.set(name, shelf);
    return await use(await shelf);
  } catch {
    opened.delete(name);
    return undefined; // plain http has none; a full or a forbidden one is as good as none
  }
}

/**
 * Whether this browser was told that something lies there. The shelf itself answers only when the page has time to listen,
 * and on a first visit there is everything to be fetched meanwhile.
 *
 * @param {string} url
 */
function isUsed(url) {
  try {
    return localStorage.getItem(shelfOf(url)) !== null;
  } catch {
    return false; // where this is forbidden, the shelf is too
  }
}

/**
 * @param {string} url
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>}
 */
export async function fromShelf(url) {
  if (!isUsed(url)) return undefined;
  const found = await withShelf(url, (shelf) => shelf.match(address(url)));
  return found?.body ?? undefined;
}

/**
 * @param {string} url
 * @param {Uint8Array<ArrayBuffer>[]} parts  its content
 * @returns {Promise<boolean>}  whether it lies there now
 */
export async function ontoShelf(url, parts) {
  const put = await withShelf(url, async (shelf) => {
    localStorage.setItem(shelfOf(url), 'used'); // first: what nobody is told of would never be used
    await shelf.put(address(url), new Response(new Blob(parts)));
    return true;
  });
  return put ?? false;
}

/** @param {string} url */
export async function offShelf(url) {
  await withShelf(url, (shelf) => shelf.delete(address(url)));
}

/** The names of the files that lie beside this one. @param {string} url @returns {Promise<Set<string>>} */
export async function filesHere(url) {
  if (!isUsed(url)) return new Set();
  const requests = (await withShelf(url, (shelf) => shelf.keys())) ?? [];
  return new Set(requests.map((request) => request.url.slice(request.url.lastIndexOf('/') + 1)));
}

/**
 * Throws away what no page of the site may load any more. The site's bill says it, unless the host has another by now.
 *
 * @param {string} kept  the address of the site's bill
 */
export async function tidyShelf(kept) {
  const named = await filesNamed(kept);
  if (!named) return;
  for (const file of await filesHere(kept)) {
    if (!named.includes(file)) await offShelf(new URL(file, address(kept)).href);
  }
}

/** @param {string} kept  @returns {Promise<string[] | undefined>} */
async function filesNamed(kept) {
  try {
    const response = await fetch(kept, { cache: 'no-cache' });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
