"""A slider: a number between two bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from explorable.controls.control import TONES, Control, Json
from explorable.controls.numbers import decimals, finite, on_step, written


@dataclass(frozen=True)
class Slider:
    """A number between `min` and `max` in steps of `step`.

    `fine`, where it is not 0, is a smaller step: of what is typed or linked, and of the arrow keys within one
    `step` of either end.

    `scale="log"` gives every factor the same travel. `tone` is "p" or "q" for a control that belongs to
    that distribution. `unit` follows the number wherever it is shown or spoken. `same_as` names another
    slider of the same range and step, whose value a button beside this one copies. Sliders one after the
    other with the same `group` stand together, apart from the rest.
    """

    name: str
    label: str
    min: float
    max: float
    step: float
    default: float
    symbol: str = ""
    unit: str = ""
    scale: Literal["linear", "log"] = "linear"
    tone: str = ""
    help: str = ""
    same_as: str = ""
    fine: float = 0
    group: str = ""
    view: ClassVar[bool] = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "slider",
            "name": self.name,
            "label": self.label,
            "symbol": self.symbol,
            "unit": self.unit,
            "min": self.min,
            "max": self.max,
            "step": self.step,
            "fine": self._grain,
            "default": self.default,
            "scale": self.scale,
            "tone": self.tone,
            "help": self.help,
            "same_as": self.same_as,
            "group": self.group,
        }

    @property
    def _grain(self) -> float:
        return self.fine or self.step

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration, which is one of `controls`."""
        if self.same_as:
            yield from self._faults_of_same(controls)
        if not all(map(math.isfinite, (self.min, self.max, self.step, self.fine, self.default))):
            yield "has a bound, step or default that is not finite: write plain numbers"
            return
        if self.min >= self.max:
            yield f"runs from {self.min} to {self.max}: let min be less than max"
        if self.step <= 0:
            yield f"has the step {self.step}: make it greater than 0"
            return
        if self.fine < 0 or not on_step(self.step, 0, self._grain):
            yield f"has the fine step {self.fine}: divide its step, {self.step}, by a whole number"
            return
        if self.scale not in ("linear", "log"):
            yield f'has the scale "{self.scale}": choose "linear" or "log"'
        if self.scale == "log" and self.min <= 0:
            yield f"is logarithmic from {self.min}: start above 0"
        if self.tone not in TONES:
            yield f'has the tone "{self.tone}": choose "p", "q" or none'
        if not self.min <= self.default <= self.max:
            yield f"has the default {self.default}, outside {self.min} … {self.max}: choose one inside"
        elif not on_step(self.default, self.min, self._grain):
            steps = f"steps of {self._grain}: choose {self.min} + k·step"
            yield f"has the default {self.default}, off its {steps}"

    def accept(self, value: object) -> int | float:
        """`value` as a number of this slider's own kind (whole where its steps are whole).

        Raises ValueError where it is no finite number between min and max.
        """
        number = finite(value)
        if number is None or not self.min <= number <= self.max:
            raise ValueError(f"takes a number from {self.min} to {self.max}, not {value!r}")
        whole = float(self._grain).is_integer() and float(self.min).is_integer()
        return round(number) if whole else float(number)

    def written(self, value: float) -> str:
        """`value` as links and fields write it."""
        return written(value, self._places)

    @cached_property
    def _places(self) -> int:
        return max(decimals(self.min), decimals(self._grain))

    def _faults_of_same(self, controls: Sequence[Control]) -> Iterator[str]:
        others = [other for other in controls if isinstance(other, Slider) and other.name != self.name]
        other = next((other for other in others if other.name == self.same_as), None)
        names = f'is to be made the same as "{self.same_as}", which'
        if other is None:
            yield f"{names} no other slider is called: correct the name"
        elif (other.min, other.max, other.step, other.fine) != (self.min, self.max, self.step, self.fine):
            yield f"{names} has another range or step: let both go from {self.min} to {self.max} alike"
