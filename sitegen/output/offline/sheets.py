"""A stylesheet with its fonts in it: those that a page has characters for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Set
from urllib.parse import unquote

_FACE = re.compile(r"@font-face\s*{([^}]*)}\n*")
_RANGE = re.compile(r"unicode-range:([^;}]*)")
_SPAN = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")


def with_fonts(css: str, path: str, characters: Set[str], data: Callable[[str], str]) -> str:
    """The stylesheet at `path`; `data` gives a file of the site as an address."""

    def kept(face: re.Match[str]) -> str:
        return face[0] if _serves(face[1], characters) else ""

    def inside(found: re.Match[str]) -> str:
        written, mark, fragment = found[1].partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(written)))
        return f'url("{data(file)}{mark}{fragment}")'

    return _URL.sub(inside, _FACE.sub(kept, css))


def _serves(face: str, characters: Set[str]) -> bool:
    spans = _RANGE.search(face)
    if not spans:
        return True
    codes = {ord(character) for character in characters}
    found = ((int(low, 16), int(high or low, 16)) for low, high in _SPAN.findall(spans[1]))
    return any(low <= code <= high for low, high in found for code in codes)
