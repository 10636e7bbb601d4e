"""HTML as an author writes it, read piece by piece, and a start tag written anew in one form."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.common.html_re import attr_name, attr_value, attribute

from sitegen.markdown.elements import FOREIGN, HTML, RAW

_PIECE = re.compile(
    r"(?P<comment><!--(?:-?>|.*?-->))"
    rf"|<(?P<start>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>{attribute}*)\s*(?P<slash>/?)>"
    r"|</(?P<end>[A-Za-z][A-Za-z0-9-]*)\s*>"
    r"|(?P<broken><(?:!--|/?[A-Za-z][A-Za-z0-9-]*|[/!?]))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"({attr_name})(?:\s*=\s*({attr_value}))?")

Attributes = dict[str, str | None]
"""One without a value has None."""


@dataclass(frozen=True)
class Piece:
    """A comment, a tag, the text between two, or the beginning of what is none of these.

    `line` counts from 0. Names are in small letters where they are HTML's; in SVG, capitals have a meaning.
    """

    kind: Literal["text", "comment", "start", "end", "broken"]
    written: str
    line: int
    name: str = ""
    attributes: Attributes = field(default_factory=dict)
    closed: bool = False


def read(text: str) -> Iterator[Piece]:
    """All pieces in their order; what stands in a script or a style, or after an open `<!--`, is text."""
    at = line = 0
    while found := _PIECE.search(text, at):
        if before := text[at : found.start()]:
            yield Piece("text", before, line)
            line += before.count("\n")
        piece = _piece(found, line)
        yield piece
        line += piece.written.count("\n")
        at = found.end()
        if piece.written == "<!--":
            break
        if piece.kind == "start" and piece.name in RAW:
            end = re.compile(rf"</{piece.name}\s*>", re.IGNORECASE).search(text, at)
            inside = text[at : end.start() if end else len(text)]
            yield Piece("text", inside, line)
            at, line = at + len(inside), line + inside.count("\n")
    if at < len(text):
        yield Piece("text", text[at:], line)


def _piece(found: re.Match[str], line: int) -> Piece:
    written = found[0]
    if found["comment"]:
        return Piece("comment", written, line)
    if found["broken"]:
        return Piece("broken", written, line)
    if found["end"]:
        return Piece("end", written, line, _name(found["end"]))
    name = _name(found["start"])
    attributes: Attributes = {}
    for key, value in _ATTRIBUTE.findall(found["attributes"]):
        attributes.setdefault(
            key.lower() if name in HTML - FOREIGN else key, _value(value) if value else None
        )
    return Piece("start", written, line, name, attributes, bool(found["slash"]))


def _name(written: str) -> str:
    return written.lower() if written.lower() in HTML else written


def _value(written: str) -> str:
    return html.unescape(written[1:-1] if written[0] in "\"'" else written)


def write(name: str, attributes: Attributes, *, closed: bool = False) -> str:
    """A start tag as all that reads pages expects it: its attributes between double quotes."""
    pairs = (f" {k}" if v is None else f' {k}="{html.escape(v)}"' for k, v in attributes.items())
    return f"<{name}{''.join(pairs)}{'/' if closed else ''}>"
