"""Shares: how a whole is divided, as bars that a reader pulls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorable.controls.control import TONES, Control, Json

_WRITTEN = re.compile(r"\d{1,9}(\.\d{1,9})+", re.ASCII)


@dataclass(frozen=True)
class Shares:
    """What each of some `parts` has of a hundred; links write it as `p=40.30.20.10`.

    In a state it is a tuple of ints that add up to a hundred. A bar that is pulled leaves the others what
    remains, in their proportions. `tone` is "p" or "q" for a control that belongs to that distribution.
    """

    name: str
    label: str
    parts: tuple[str, ...]
    default: tuple[int, ...]
    tone: str = ""
    help: str = ""
    view: ClassVar[bool] = False
    whole: ClassVar[int] = 100

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "shares",
            "name": self.name,
            "label": self.label,
            "parts": list(self.parts),
            "whole": self.whole,
            "default": self.written(self.default),
            "tone": self.tone,
            "help": self.help,
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        if len(self.parts) < 2:
            yield f"has {len(self.parts)} part(s): give it at least two"
        if self.tone not in TONES:
            yield f'has the tone "{self.tone}": choose "p", "q" or none'
        if not self._takes(self.default):
            yield f"has the default {self.default}: choose {self._allowed}"

    def accept(self, value: object) -> tuple[int, ...]:
        """`value`, numbers or their text, as a tuple of shares; ValueError where it is none."""
        if isinstance(value, str) and _WRITTEN.fullmatch(value):
            value = [int(each) for each in value.split(".")]
        if not isinstance(value, list | tuple) or not self._takes(value):
            raise ValueError(f"takes {self._allowed}, not {value!r}")
        return tuple(value)

    def written(self, value: Sequence[int]) -> str:
        """`value` as links write it."""
        return ".".join(map(str, value))

    @property
    def _allowed(self) -> str:
        return f"{len(self.parts)} whole numbers that add up to {self.whole}"

    def _takes(self, shares: Sequence[object]) -> bool:
        counts = [each for each in shares if type(each) is int and each >= 0]
        return len(counts) == len(shares) == len(self.parts) and sum(counts) == self.whole
