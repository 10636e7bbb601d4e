"""A seed: what fixes everything random."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorable.controls.control import Control, Json
from explorable.controls.numbers import finite

LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Seed:
    """A whole number that fixes everything random in the figure."""

    name: str
    label: str
    default: int = 1
    help: str = ""
    view: ClassVar[bool] = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "seed",
            "name": self.name,
            "label": self.label,
            "min": 0,
            "max": LARGEST_SEED,
            "step": 1,
            "fine": 1,
            "default": self.default,
            "help": self.help,
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        if not 0 <= self.default <= LARGEST_SEED:
            yield f"has the default {self.default}: choose one from 0 to {LARGEST_SEED}"

    def accept(self, value: object) -> int:
        """`value` as a whole number from 0 to 2³² − 1; ValueError where it is none."""
        number = finite(value)
        if number is None or not 0 <= number <= LARGEST_SEED or number != int(number):
            raise ValueError(f"takes a whole number from 0 to {LARGEST_SEED}, not {value!r}")
        return int(number)

    def written(self, value: int) -> str:
        """`value` as links and fields write it."""
        return str(value)
