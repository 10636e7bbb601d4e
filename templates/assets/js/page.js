// @ts-check
// A page that is read, and has nothing that lives. What it does is in a file of its own, for one that comes alive does it,
// too (live.js), and would fetch this script beside its own.

import './page/every.js';
