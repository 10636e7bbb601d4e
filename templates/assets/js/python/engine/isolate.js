// @ts-check
/**
 * Takes from a worker what leads out of it, before a reader's code runs there: that may come with a link that somebody
 * sent. Python knows no JavaScript then (`hosted/reach.py`); what finds some all the same finds nothing of use.
 */

/** The network, what a device keeps, other workers, and other windows of the site. */
const WAYS_OUT = `
  fetch fetchLater XMLHttpRequest WebSocket WebSocketStream WebTransport EventSource importScripts
  RTCPeerConnection RTCDataChannel fonts FontFace
  indexedDB webkitIndexedDB caches cookieStore localStorage sessionStorage
  webkitRequestFileSystem webkitRequestFileSystemSync webkitResolveLocalFileSystemURL webkitResolveLocalFileSystemSyncURL
  Worker SharedWorker BroadcastChannel registration clients
`.trim().split(/\s+/);
const OF_NAVIGATOR = 'storage storageBuckets serviceWorker locks sendBeacon usb hid serial gpu mediaCapabilities permissions'.split(' ');

/** @param {object} scope  a worker's */
export function isolate(scope) {
  for (const name of WAYS_OUT) take(scope, name);
  const { navigator } = /** @type {{ navigator?: object }} */ (scope);
  if (navigator) for (const name of OF_NAVIGATOR) take(navigator, name);
}

/**
 * Wherever it is inherited from.
 *
 * @param {object} owner
 * @param {string} name
 */
function take(owner, name) {
  for (let holder = owner; holder; holder = Object.getPrototypeOf(holder)) Reflect.deleteProperty(holder, name);
  if (name in owner) Object.defineProperty(owner, name, { value: undefined });
}
