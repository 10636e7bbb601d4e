"""A stylesheet with those of its fonts that a page has characters for."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence

_FACE = re.compile(r"@font-face\s*{([^}]*)}\n*")
_RANGE = re.compile(r"unicode-range:([^;}]*)")
_SPAN = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


def with_fonts(css: str, codes: Sequence[int]) -> str:
    """The stylesheet without the others; `codes` are the page's code points, sorted."""
    return "".join(text for text, spans in _parts(css) if spans is None or _any_within(codes, spans))


@functools.lru_cache(maxsize=8)
def _parts(css: str) -> list[tuple[str, list[tuple[int, int]] | None]]:
    """The stylesheet in its order, each of its fonts apart, with the spans of characters it is for."""
    parts: list[tuple[str, list[tuple[int, int]] | None]] = []
    done = 0
    for face in _FACE.finditer(css):
        parts += [(css[done : face.start()], None), (face[0], _spans(face[1]))]
        done = face.end()
    return [*parts, (css[done:], None)]


def _spans(face: str) -> list[tuple[int, int]] | None:
    found = _RANGE.search(face)
    if not found:
        return None
    return [(int(low, 16), int(high or low, 16)) for low, high in _SPAN.findall(found[1])]


def _any_within(codes: Sequence[int], spans: Sequence[tuple[int, int]]) -> bool:
    at = ((bisect_left(codes, low), high) for low, high in spans)
    return any(first < len(codes) and codes[first] <= high for first, high in at)
