"""What the rows of a table would lose.

A `|` ends a cell wherever it stands, in a formula and in code, too; and what a row has beyond its table's
columns is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of
from sitegen.markdown.spans import CODE, FORMULA

_SPLIT = re.compile(r"(?<!\\)\|")


def rows_plugin(md: MarkdownIt) -> None:
    """Faults for a `|` that is meant to stand in a cell."""
    md.core.ruler.after("block", "table_rows", _check)


def _check(state: StateCore) -> None:
    lines = state.src.split("\n")
    columns = 0
    for token in state.tokens:
        if token.type == "table_open":
            columns = 0
        if token.type == "th_open":
            columns += 1
        if token.type == "tr_open" and token.map:
            row = lines[token.map[0]].strip(" \t>")
            for said in _problems(row, columns):
                notice(state.env, line_of(token), *said)


def _problems(row: str, columns: int) -> Iterator[tuple[str, str]]:
    """What is wrong with a row; the head has no `columns` yet."""
    code = [found["code"] for found in CODE.finditer(row)]
    formulas = [found["tex"] for found in FORMULA.finditer(CODE.sub("", row))]
    if split := next(filter(_SPLIT.search, code), None):
        yield f"a `|` in the code `{split}` ends the cell of a table", "Write it `\\|`."
    if formula := next((tex for tex in formulas if "|" in tex), None):
        remedy = "Write `\\mid` or `\\vert` in its place, and `\\Vert` for a double one."
        yield f"a `|` in the formula `{formula}` belongs to the table", remedy
    elif not split and columns and len(_cells(row)) > columns:
        what = f"a row has {len(_cells(row))} cells, but its table {columns} columns"
        yield what, "What is beyond would be lost: write a `|` that is a part of the text as `\\|`."


def _cells(row: str) -> list[str]:
    return escapedSplit(row.removeprefix("|").removesuffix("|"))
