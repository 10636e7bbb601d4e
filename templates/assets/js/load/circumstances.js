// @ts-check
/** What the page can know, before it fetches anything, of the reader's network and of what they have already. */
import { chooseWay, speedOf } from './plan.js';
import { filesHere } from './kept.js';

const connection = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator).connection;

/** It lays Python's functions out otherwise: there the snapshot would be fetched and found not to fit. */
const IS_WEBKIT = navigator.vendor.startsWith('Apple');

/** Whether the reader asks to spare the network. */
export function savesData() {
  return connection?.saveData === true;
}

/**
 * @param {import('./plan.js').Entry[]} bill
 * @returns {Promise<import('./plan.js').Way>}
 */
export async function bestWay(bill) {
  const here = await filesHere(bill[0].parts[0].url);
  return chooseWay(bill, { fits: !IS_WEBKIT, frugal: savesData(), speed: speed(), here });
}

/** As the page's own files came. `connection.downlink` is a guess where nothing has come: 1.4 Mbit/s on any network. */
function speed() {
  const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return speedOf(/** @type {PerformanceResourceTiming[]} */ (files));
}
