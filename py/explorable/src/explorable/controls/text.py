"""A text: what a reader types, a line or some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorable.controls.control import Control, Json

_NEW_LINE = re.compile(r"\r\n?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SHOWN = 40


@dataclass(frozen=True)
class Text:
    """A text of at most `max` characters, in a field of so many `lines`; in one line it has no line breaks.

    Where it is longer than 500 characters, links leave it out, and the page says so.
    """

    name: str
    label: str
    default: str = ""
    max: int = 200
    lines: int = 1
    help: str = ""
    view: ClassVar[bool] = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "text",
            "name": self.name,
            "label": self.label,
            "max": self.max,
            "lines": self.lines,
            "default": self.default,
            "help": self.help,
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        if self.max < 1:
            yield f"takes {self.max} characters: let it take at least one"
        elif self.lines < 1:
            yield f"has {self.lines} lines: give it one or more"
        elif self.default != self._tidy(self.default):
            shape = "in one line" if self.lines == 1 else "without unseen ones"
            yield f"has a default that it would not take: write at most {self.max} characters, {shape}"

    def accept(self, value: object) -> str:
        """`value` where it is a text that the field can hold, else ValueError."""
        if not isinstance(value, str) or value != self._tidy(value):
            shown = repr(value) if len(repr(value)) <= _SHOWN else f"{repr(value)[:_SHOWN]}…"
            raise ValueError(f"takes a text of at most {self.max} characters, not {shown}")
        return value

    def written(self, value: str) -> str:
        """`value` as links and fields write it."""
        return value

    def _tidy(self, text: str) -> str:
        """The text as the field would hold it."""
        text = _NEW_LINE.sub("\n", text)
        text = text.replace("\n", " ") if self.lines == 1 else text
        return _UNSEEN.sub("", text)[: self.max]
