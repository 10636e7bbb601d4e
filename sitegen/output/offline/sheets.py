"""A stylesheet with those of its fonts that a page has characters for."""

from __future__ import annotations

import re
from collections.abc import Set

_FACE = re.compile(r"@font-face\s*{([^}]*)}\n*")
_RANGE = re.compile(r"unicode-range:([^;}]*)")
_SPAN = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


def with_fonts(css: str, characters: Set[str]) -> str:
    """The stylesheet without the others."""

    def kept(face: re.Match[str]) -> str:
        return face[0] if _serves(face[1], characters) else ""

    return _FACE.sub(kept, css)


def _serves(face: str, characters: Set[str]) -> bool:
    spans = _RANGE.search(face)
    if not spans:
        return True
    codes = {ord(character) for character in characters}
    found = ((int(low, 16), int(high or low, 16)) for low, high in _SPAN.findall(spans[1]))
    return any(low <= code <= high for low, high in found for code in codes)
