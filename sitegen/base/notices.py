"""What others have made of what a site ships, and under which licence."""

from __future__ import annotations

from typing import NamedTuple


class Notice(NamedTuple):
    """A package: its licence by name, as its own metadata give it, and its text, or where that is."""

    name: str
    version: str
    licence: str
    text: str
    url: str = ""
