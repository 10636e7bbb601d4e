"""Tokens: those that a reader has picked, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorable.controls.control import Control, Json

_WRITTEN = re.compile(r"(\d{1,9}(\.\d{1,9})*)?", re.ASCII)
_LONGEST = 500  # characters that a link holds


@dataclass(frozen=True)
class Tokens:
    """A list of at most `most` token ids, each below `vocabulary`; links write it as `picks=12.7.104`.

    In a state it is a tuple of ints. Mostly the links of a drawing change it: see `Figure.link`.
    """

    name: str
    label: str
    vocabulary: int
    default: tuple[int, ...] = ()
    most: int = 50
    help: str = ""
    view: ClassVar[bool] = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "tokens",
            "name": self.name,
            "label": self.label,
            "vocabulary": self.vocabulary,
            "most": self.most,
            "default": self.written(self.default),
            "help": self.help,
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        if self.vocabulary < 1:
            yield f"picks from a vocabulary of {self.vocabulary}: let there be one token at least"
            return
        if self.most < 1:
            yield f"takes {self.most} tokens: let it take at least one"
            return
        longest = self.most * (len(str(self.vocabulary - 1)) + 1) - 1
        if longest > _LONGEST:
            yield (
                f"may hold {self.most} tokens, which take {longest} characters: "
                f"let them be fewer, for a link holds {_LONGEST}"
            )
        if not self._takes(self.default):
            yield f"has the default {self.default}: choose {self._allowed}"

    def accept(self, value: object) -> tuple[int, ...]:
        """`value`, ids or their text, as a tuple of ids; ValueError where it is none."""
        if isinstance(value, str) and _WRITTEN.fullmatch(value):
            value = [int(each) for each in value.split(".") if each]
        if not isinstance(value, list | tuple) or not self._takes(value):
            raise ValueError(f"takes {self._allowed}, not {value!r}")
        return tuple(value)

    def written(self, value: Sequence[int]) -> str:
        """`value` as links and fields write it."""
        return ".".join(map(str, value))

    @property
    def _allowed(self) -> str:
        return f"at most {self.most} token ids from 0 to {self.vocabulary - 1}"

    def _takes(self, ids: Sequence[object]) -> bool:
        inside = (type(each) is int and 0 <= each < self.vocabulary for each in ids)
        return len(ids) <= self.most and all(inside)
