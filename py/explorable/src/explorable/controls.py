"""What a reader may move: sliders, seeds and choices; the state they make together, and states with a name.

A control knows its own declaration (plain JSON), the mistakes an author can make in it, and which
values it accepts. Every mistake is a clause that says what is wrong and what to do; the figure puts
the place in front of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

type Value = int | float | str
type Json = dict[str, Any]

TONES = ("", "p", "q")
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Slider:
    """A number between `min` and `max` in steps of `step`.

    `fine`, where it is not 0, is a smaller step: of what is typed or linked, and of the arrow keys within one
    `step` of either end.

    `scale="log"` gives every factor the same travel. `tone` is "p" or "q" for a control that belongs to
    that distribution. `unit` follows the number wherever it is shown or spoken. `same_as` names another
    slider of the same range and step, whose value a button beside this one copies.
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
        }

    @property
    def _grain(self) -> float:
        return self.fine or self.step

    def faults(self) -> Iterator[str]:
        """What is wrong with this declaration."""
        if not all(map(math.isfinite, (self.min, self.max, self.step, self.fine, self.default))):
            yield "has a bound, step or default that is not finite: write plain numbers"
            return
        if self.min >= self.max:
            yield f"runs from {self.min} to {self.max}: let min be less than max"
        if self.step <= 0:
            yield f"has the step {self.step}: make it greater than 0"
            return
        if self.fine < 0 or not _on_step(self.step, 0, self._grain):
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
        elif not _on_step(self.default, self.min, self._grain):
            steps = f"steps of {self._grain}: choose {self.min} + k·step"
            yield f"has the default {self.default}, off its {steps}"

    def accept(self, value: object) -> int | float:
        """`value` as a number of this slider's own kind (whole where its steps are whole).

        Raises ValueError where it is no finite number between min and max.
        """
        number = _finite(value)
        if number is None or not self.min <= number <= self.max:
            raise ValueError(f"takes a number from {self.min} to {self.max}, not {value!r}")
        whole = float(self._grain).is_integer() and float(self.min).is_integer()
        return round(number) if whole else float(number)


@dataclass(frozen=True)
class Seed:
    """A whole number that fixes everything random in the figure."""

    name: str
    label: str
    default: int = 1
    help: str = ""

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

    def faults(self) -> Iterator[str]:
        """What is wrong with this declaration."""
        if not 0 <= self.default <= LARGEST_SEED:
            yield f"has the default {self.default}: choose one from 0 to {LARGEST_SEED}"

    def accept(self, value: object) -> int:
        """`value` as a whole number from 0 to 2³² − 1; ValueError where it is none."""
        number = _finite(value)
        if number is None or not 0 <= number <= LARGEST_SEED or number != int(number):
            raise ValueError(f"takes a whole number from 0 to {LARGEST_SEED}, not {value!r}")
        return int(number)


@dataclass(frozen=True)
class Option:
    """One of the values of a choice, and the words for it."""

    value: str
    label: str


@dataclass(frozen=True)
class Choice:
    """One of a few named options. With `view`, it says how things are shown, and changes no value."""

    name: str
    label: str
    options: tuple[Option, ...]
    default: str
    help: str = ""
    view: bool = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "choice",
            "name": self.name,
            "label": self.label,
            "default": self.default,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "help": self.help,
            "view": self.view,
        }

    def faults(self) -> Iterator[str]:
        """What is wrong with this declaration."""
        values = [option.value for option in self.options]
        if len(values) < 2:
            yield f"offers {len(values)} option(s): give it at least two"
        if len(set(values)) < len(values):
            yield "offers the same value twice: give each option its own"
        if self.default not in values:
            yield f'has the default "{self.default}": choose one of {", ".join(values)}'

    def accept(self, value: object) -> str:
        """`value` where it is one of the options, else ValueError."""
        values = [option.value for option in self.options]
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"takes one of {', '.join(values)}, not {value!r}")
        return value


type Control = Slider | Seed | Choice


@dataclass(frozen=True)
class State:
    """The value of every control of a figure, by name: `state.n`."""

    values: Mapping[str, Value]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(f'no control is called "{name}"') from None


@dataclass(frozen=True)
class Preset:
    """A named state, with one sentence on what it shows. Controls left out keep their values."""

    label: str
    sentence: str
    state: Mapping[str, Value]


def _finite(value: object) -> int | float | None:
    """`value` as a finite number; None for anything else (also for True and False)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _on_step(value: float, start: float, step: float) -> bool:
    steps = (value - start) / step
    return abs(steps - round(steps)) < 1e-6
