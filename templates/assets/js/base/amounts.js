// @ts-check
// How much of something, as pages say it.

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Of a file, which may be small. @param {number} count */
export const bytes = (count) => (count < 1e5 ? `${(count / 1e3).toFixed(1)} kB` : megabytes(count));

/** @param {number} share  of 1 */
export const percent = (share) => `${Math.floor(100 * share)} %`;
