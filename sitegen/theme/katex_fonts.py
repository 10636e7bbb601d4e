"""KaTeX's stylesheet, cut down to the fonts that the pages' formulas use, and to woff2."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sitegen.base.stylesheets import FACE, named

_RULE = re.compile(r"([^{}]+){([^{}]*)}")
_CLASSES = re.compile(r'class="([^"]*)"')
_SELECTED = re.compile(r"\.([\w-]+)")


class Face(NamedTuple):
    """One font of a family, as CSS tells them apart."""

    family: str
    bold: bool
    italic: bool


def trim(css: str, pages: Iterable[str]) -> tuple[str, list[str]]:
    """The stylesheet for these pages' HTML, naming fonts as `../fonts/NAME.woff2`, and those names.

    What it gives may be trimmed again, for some of the pages.
    """
    return _trimmed(css, _classes(pages) & _selected(css))


@functools.lru_cache(maxsize=64)
def _trimmed(css: str, classes: frozenset[str]) -> tuple[str, list[str]]:
    """Most pages have formulas of the same kinds."""
    wanted = set(_faces_used(FACE.sub("", css), classes))
    names: list[str] = []

    def keep(found: re.Match[str]) -> str:
        file = next((posixpath.basename(link) for link, _ in named(found[1]) if link.endswith(".woff2")), "")
        if not file or _face(found[1]) not in wanted:
            return ""
        names.append(file)
        kept = re.sub(r"src:[^;}]*", f'src:url("../fonts/{file}") format("woff2")', found[1])
        return f"@font-face{{{kept}}}"

    return FACE.sub(keep, css), names


@functools.lru_cache(maxsize=2)
def _selected(css: str) -> frozenset[str]:
    return frozenset(_SELECTED.findall(css))


def _classes(pages: Iterable[str]) -> frozenset[str]:
    return frozenset(
        name for page in pages for found in set(_CLASSES.findall(page)) for name in found.split()
    )


def _face(declarations: str) -> Face:
    family = re.search(r"font-family:\s*[\"']?(KaTeX_\w+)", declarations)
    weight = re.search(r"font-weight:\s*(\w+)", declarations)
    italic = bool(re.search(r"font-style:\s*italic", declarations))
    return Face(family[1] if family else "", bool(weight and weight[1] in ("700", "bold")), italic)


def _faces_used(rules: str, used: frozenset[str]) -> Iterator[Face]:
    """The faces of rules whose classes all occur; weights and styles set alone go with every family."""
    live = [
        (selector, body)
        for selectors, body in _RULE.findall(rules)
        for selector in selectors.split(",")
        if used.issuperset(_SELECTED.findall(selector))
    ]
    alone = [_face(body) for _, body in live if "KaTeX_" not in body]
    for _, body in live:
        for family in re.findall(r"KaTeX_\w+", body):
            own = _face(body)
            for other in [Face("", False, False), *alone]:
                yield Face(family, own.bold or other.bold, own.italic or other.italic)
