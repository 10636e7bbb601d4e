// @ts-check
// A page with figures. What makes them move is in the same file, but runs only once the text is painted.

import './page.js';

requestAnimationFrame(() => setTimeout(() => import('./figure/figure.js').catch(reportError))); // unmoved.js hears of it
