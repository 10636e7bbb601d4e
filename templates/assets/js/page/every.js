// @ts-check
// What every page with a text has.

import './below.js';
import './contents.js';
import './copy-math.js';
import './copy.js';
import './listings.js';
import './previews.js';
import './print.js';
import './wide.js';
