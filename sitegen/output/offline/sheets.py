"""A stylesheet with its fonts in it: those that a page has characters for."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from sitegen.base.stylesheets import with_urls

_FACE = re.compile(r"@font-face\s*{([^}]*)}\n*")
_RANGE = re.compile(r"unicode-range:([^;}]*)")
_SPAN = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


def with_fonts(css: str, characters: Set[str], address: Callable[[str], str]) -> str:
    """The stylesheet; `address` gives what a link in it names as an address that holds it."""

    def kept(face: re.Match[str]) -> str:
        return face[0] if _serves(face[1], characters) else ""

    return with_urls(_FACE.sub(kept, css), address)


def _serves(face: str, characters: Set[str]) -> bool:
    spans = _RANGE.search(face)
    if not spans:
        return True
    codes = {ord(character) for character in characters}
    found = ((int(low, 16), int(high or low, 16)) for low, high in _SPAN.findall(spans[1]))
    return any(low <= code <= high for low, high in found for code in codes)
