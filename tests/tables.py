"""Tables in Markdown that commands write: each stands below a comment with its name, `<!-- engines -->`."""

from __future__ import annotations

import re
from collections.abc import Sequence

Rows = Sequence[Sequence[str]]
"""The head of a table, then what stands below it."""


def rows_of(text: str, name: str) -> list[list[str]]:
    """The head and the rows of the table of that name, as they stand in a text."""
    found = _below(name).search(text)
    assert found, f"No table stands below <!-- {name} -->."
    head, _, *body = [line.strip("|").split("|") for line in found[0].splitlines()]
    return [[cell.strip() for cell in line] for line in (head, *body)]


def with_rows(text: str, name: str, rows: Rows) -> str:
    """The text with this table in the place of the one of that name."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    made, count = _below(name).subn(lambda _: table, text)
    assert count == 1, f"{count} tables stand below <!-- {name} -->."
    return made


def _below(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {re.escape(name)} -->\n)(\|.*\n)+")
