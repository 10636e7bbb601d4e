"""Cells: fenced Python that runs when the site is built, and again in the page, when a reader asks for it.

    ```python cell=definition
    def entropy(p): ...
    ```

Those of a post share their names, in order. After `raises`, a cell has to raise something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import line_of

_CELL = "cell="
_RAISES = "raises"
_ID = re.compile(r"[a-z][a-z0-9-]*")


class Asked(NamedTuple):
    """What the line says that opens a cell."""

    id: str
    raises: bool


def cells_plugin(md: MarkdownIt) -> None:
    """A fence that is a cell gets `meta["cell"]`, an `Asked`."""
    md.core.ruler.after("block", "cells", _read_cells)


def _read_cells(state: StateCore) -> None:
    for token in state.tokens:
        words = token.info.split()
        named = [word for word in words if word.startswith(_CELL)]
        if token.type != "fence" or not named:
            continue
        asked = Asked(named[0].removeprefix(_CELL), _RAISES in words)
        state.env.setdefault("notices", []).extend(_wrong(token, words, asked))
        token.meta = {**token.meta, "cell": asked}


def _wrong(token: Token, words: list[str], asked: Asked) -> Iterator[Notice]:
    line = line_of(token)
    if words[0] != "python":
        remedy = f"Write `python {_CELL}{asked.id}` there: cells run nothing else."
        yield Notice(line, f"the cell `{asked.id}` does not say that it is Python", remedy)
    if not _ID.fullmatch(asked.id):
        remedy = f"Use small letters, digits and `-`, as in `{_CELL}definition`."
        yield Notice(line, f"a cell cannot be called `{asked.id}`", remedy)
    for word in words[1:]:
        if word != _RAISES and word != f"{_CELL}{asked.id}":
            remedy = f"A cell may say `{_RAISES}`, and nothing else."
            yield Notice(line, f"the cell `{asked.id}` says `{word}`, which means nothing", remedy)
    if not token.content.strip():
        yield Notice(line, f"the cell `{asked.id}` is empty", "Write the Python that it runs.")
