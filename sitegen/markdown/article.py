"""A rendered post, as plain data: it is cached as JSON and read back without the parser."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


class Section(NamedTuple):
    """An entry of the table of contents."""

    id: str
    text: str
    html: str
    level: int


@dataclass(frozen=True)
class Article:
    """A rendered post. Plain data: it is cached as JSON."""

    html: str
    sections: list[Section]

    def to_json(self) -> dict[str, Any]:
        """Plain lists and strings."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Article:
        """The reverse of `to_json`."""
        sections = [Section(*row) for row in data["sections"]]
        return cls(data["html"], sections)
