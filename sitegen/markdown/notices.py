"""What the rules of the parser find wrong, until it is known which file they were reading."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, NamedTuple


class Notice(NamedTuple):
    """A fault without its path."""

    line: int
    what: str
    remedy: str


def notice(env: MutableMapping[str, Any], line: int, what: str, remedy: str) -> None:
    """Remember that something is wrong on `line`."""
    env.setdefault("notices", []).append(Notice(line, what, remedy))
