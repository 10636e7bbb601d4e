// @ts-check
// A page that is read, and has nothing that lives.

import './page/every.js';
