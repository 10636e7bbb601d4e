// @ts-check
// What every page with a text has.

import './page/below.js';
import './page/contents.js';
import './page/copy-math.js';
import './page/copy.js';
import './page/listings.js';
import './page/previews.js';
import './page/print.js';
import './page/wide.js';
