"""What a module imports, as a browser would fetch it."""

from __future__ import annotations

from sitegen.base.scripts import with_imports

PAGE = """
/** @import { Only } from './types.js' */
import { a } from './a.js';
import './b.js';
"""
A = """
import {
  c,
  d,
} from './deep/c.js';
export { e } from './b.js';
const late = import('./late.js');
"""
C = """
import { b } from '../b.js';
const text = "import './not.js'";
export const place = '.value'
export function find() { return document.querySelector('.from') }
"""
FILES = {"js/page.js": PAGE, "js/a.js": A, "js/deep/c.js": C, "js/b.js": "import { a } from './a.js';"}


def test_every_module_is_named_once_and_types_and_late_ones_are_not() -> None:
    found = with_imports("js/page.js", FILES.__getitem__)
    assert found == ["js/page.js", "js/a.js", "js/b.js", "js/deep/c.js"]
