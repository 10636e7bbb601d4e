"""Stylesheets, as far as the generator must understand them: what they load, and what they import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sitegen.base.addresses import is_external, resolve

FACE = re.compile(r"@font-face\s*{([^}]*)}")
"""One face of a font, and what is declared of it."""

_COMMENT = r"/\*.*?\*/"
_STRING = r"""(?:"[^"]*"|'[^']*')"""
_URL = rf"url\(\s*(?:{_STRING}|[^\"'()]*?)\s*\)"
_LOADED = re.compile(rf"{_COMMENT}|(?P<url>{_URL})|@import\s+(?P<sheet>{_STRING})", re.DOTALL | re.IGNORECASE)
_INSIDE = re.compile(r"""(?:url\(\s*)?["']?(.*?)["']?\s*\)?""", re.DOTALL | re.IGNORECASE)
_IMPORT = re.compile(
    rf"@import\s+(?P<sheet>{_URL}|{_STRING})"
    r"(?:\s*(?P<layer>layer\b(?:\([^)]*\))?))?(?:\s*supports\((?P<supports>(?:[^()]|\([^()]*\))*)\))?"
    r"\s*(?P<media>[^;]*);",
    re.DOTALL | re.IGNORECASE,
)
# What may stand before an import, and it: behind any rule, browsers take no notice of one.
_HEAD = re.compile(
    rf"(?:\s+|{_COMMENT}|@charset\s[^;]*;|@layer\s[^;{{]*;|@import\s(?:{_STRING}|[^;\"'])*;)*",
    re.DOTALL | re.IGNORECASE,
)


class Named(NamedTuple):
    """A file that a stylesheet names: as it is written there, and where."""

    link: str
    start: int


def named(css: str) -> list[Named]:
    """What a stylesheet loads besides what it holds itself, as `data:` and as `#` of a drawing."""
    found = ((_inside(m["url"] or m["sheet"] or ""), m.start()) for m in _LOADED.finditer(css))
    return [Named(link, start) for link, start in found if not _is_held(link)]


def imports_of(css: str) -> list[str]:
    """The stylesheets that it imports, as they are written there."""
    return [_inside(found["sheet"]) for found in _IMPORT.finditer(_head(css))]


def with_urls(css: str, change: Callable[[str], str]) -> str:
    """The stylesheet with each file in a `url()` under another address."""

    def changed(found: re.Match[str]) -> str:
        link = _inside(found["url"] or "")
        return found[0] if _is_held(link) else f'url("{change(link)}")'

    return _LOADED.sub(changed, css)


def joined(
    path: str,
    read: Callable[[str], str | None],
    change: Callable[[str, str], str] = lambda path, css: css,
) -> str:
    """The stylesheet at `path` with those that it imports in their places, in blocks for their conditions.

    `read` gives the stylesheet at a path. One that is not there stays an import, as does one from elsewhere.
    `change` makes of each path and text what stands there. One that imports itself, by others, is there once.
    """
    return _joined(path, read(path) or "", read, change, (path,))


def _joined(
    path: str,
    css: str,
    read: Callable[[str], str | None],
    change: Callable[[str, str], str],
    within: tuple[str, ...],
) -> str:
    def content(found: re.Match[str]) -> str:
        link = _inside(found["sheet"])
        to = "" if is_external(link) else resolve(path, link).path
        if to in within:
            return ""
        text = read(to) if to else None
        return found[0] if text is None else _block(found, _joined(to, text, read, change, (*within, to)))

    head = _head(css)
    return _IMPORT.sub(content, head) + change(path, css[len(head) :])


def _head(css: str) -> str:
    found = _HEAD.match(css)
    return found[0] if found else ""


def _block(condition: re.Match[str], css: str) -> str:
    media, supports, layer = (condition[name] for name in ("media", "supports", "layer"))
    for start in _starts(media.strip(), supports, layer):
        css = f"{start} {{\n{css}}}"
    return css


def _starts(media: str, supports: str | None, layer: str | None) -> Iterator[str]:
    if layer:
        yield f"@layer {layer[6:-1]}".rstrip()
    if supports:
        yield f"@supports ({supports})"
    if media:
        yield f"@media {media}"


def _inside(written: str) -> str:
    """What a `url()` or a string names."""
    found = _INSIDE.fullmatch(written)
    return found[1] if found else ""


def _is_held(link: str) -> bool:
    return not link or link.startswith(("data:", "#"))
