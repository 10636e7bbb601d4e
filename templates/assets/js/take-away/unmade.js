// @ts-check

/** A file for the reader that cannot be made. The message is a whole sentence that says why. */
export class Unmade extends Error {}
