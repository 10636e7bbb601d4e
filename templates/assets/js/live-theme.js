// @ts-check
// A classic script in the head of a page that comes alive. It is waited for, so it is one file.

import './theme.js';
import './page/unmoved.js';
