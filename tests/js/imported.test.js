// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imported } from '../../templates/assets/js/cells/imported.js';

test('what a line imports is named once, by its package', () => {
  const code = 'import numpy as np, scipy.special\nfrom scipy import stats\nif True:\n    import matplotlib.pyplot as plt\n';
  assert.deepEqual(imported(code), ['matplotlib', 'numpy', 'scipy']);
});

test('what lies beside the text is no package, nor is what only looks like an import', () => {
  assert.deepEqual(imported('from .checks import check\nimportant = 1\n# import scipy\nprint("import scipy")'), []);
});

test('statements that share a line are all looked at', () => {
  assert.deepEqual(imported('import numpy as np; import scipy\nx = 1; from matplotlib import pyplot'), ['matplotlib', 'numpy', 'scipy']);
});
