"""What a post offers to others and what it refers to, as plain data: no parser is needed to read it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from sitegen.markdown.notices import Notice


class Anchor(NamedTuple):
    """An id, and the words for it where a link to it has no text of its own; `$…$` are formulas in them.

    `example` is how another id is written; "" for a figure, whose id is its file's name.
    """

    id: str
    line: int
    label: str
    example: str = "`{#other}`"


class Mention(NamedTuple):
    """Something that the text names: a link's target, an image's source, a citation's key …"""

    value: str
    line: int


class Cell(NamedTuple):
    """Code that runs: its text, and the line of the post on which that begins; whether it is to raise."""

    id: str
    line: int
    code: str
    raises: bool


@dataclass(frozen=True)
class Outline:
    """All that the build must know of a post before it can render it. Plain data: it is cached as JSON.

    `formulas` are written `i…` or `d…`, for inline and displayed, followed by the TeX.
    `bare_links` are those without text; every one of them is in `links` too. `files` are what HTML loads
    besides images.
    """

    anchors: list[Anchor] = field(default_factory=list)
    formulas: list[Mention] = field(default_factory=list)
    figures: list[Mention] = field(default_factory=list)
    readouts: list[Mention] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    citations: list[Mention] = field(default_factory=list)
    links: list[Mention] = field(default_factory=list)
    bare_links: list[Mention] = field(default_factory=list)
    images: list[Mention] = field(default_factory=list)
    files: list[Mention] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    words: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain lists and strings."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Outline:
        """The reverse of `to_json`."""
        kinds = {"anchors": Anchor, "cells": Cell, "notices": Notice}
        lists = {k: [kinds.get(k, Mention)(*row) for row in v] for k, v in data.items() if k != "words"}
        return cls(**lists, words=data["words"])
