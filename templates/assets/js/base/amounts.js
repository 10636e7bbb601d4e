// @ts-check
// How much of something, as pages say it.

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** @param {number} share  of 1 */
export const percent = (share) => `${Math.floor(100 * share)} %`;
