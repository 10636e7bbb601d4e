// @ts-check
// How one figure stands: what its data-status says, what is said about it, and what of that goes before the rest. It
// knows no page.

import { statusLine } from './status-line.js';

/** @import { Status } from '../python/python.js' */
/** @import { Circumstances, Line } from './status-line.js' */

export class Standing {
  /** @type {'static' | 'booting' | 'live' | 'failed'} */
  status = 'static';
  wanted = false; // Python was asked to draw it
  remark = ''; // what the reader has just done with it: it is said before how it stands
  complaint = ''; // what was odd about the link that was followed
  error = ''; // its own failure
  ended = ''; // why the state that was asked for last was given up

  /** @param {string} size  of Python, where it shall start on touch only; else '' */
  constructor(size) {
    this.size = size;
  }

  get live() {
    return this.status === 'live';
  }

  /** Another state is to be shown: what was said was about the one before. */
  changed() {
    this.remark = this.complaint = this.error = this.ended = '';
  }

  answered() {
    this.error = '';
    this.status = 'live';
  }

  /** @param {string} why */
  failed(why) {
    this.error = why;
    this.status = 'failed';
  }

  /** @param {Status['state']} state  which Python is in now */
  heard(state) {
    if (!this.wanted) return;
    if (state === 'failed') this.status = state;
    // A figure's own failure stays: its state is asked for again by the reader only.
    if (state === 'booting' && !this.live && !this.error) this.status = state;
  }

  /**
   * @param {Parameters<typeof statusLine>[0]} python
   * @param {Circumstances['computing']} computing
   * @param {Circumstances['bringing']} [bringing]
   * @param {number} [kept]
   * @param {Circumstances['streaming']} [streaming]
   * @returns {Line}
   */
  line(python, computing, bringing, kept, streaming) {
    if (this.remark) return { text: this.remark };
    return statusLine(python, { ...this, live: this.live, computing, bringing, kept, streaming });
  }
}
