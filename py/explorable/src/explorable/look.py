"""What a reader sees who looks at one place of a figure's picture, as plain JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import index
from typing import Any

from explorable.controls import Json
from explorable.figure import Figure
from explorable.format import unparted
from explorable.outputs import WIDTHS, Width
from explorable.plain import plain_readouts
from explorable.probe import Probe

_QUESTION = 'Look at "x", at a "place", or at a "place" and 1 or -1 "marks" from it'


def look[R](figure: Figure[R], result: R, question: Mapping[str, Any]) -> Json:
    """The look that a question asks for: `width`, and `x`, `place`, or `place` and `marks` (1 or −1) from it.

    A place that the question names is brought between the first and the last: the reader may have chosen it
    when there were more. Raises ValueError for another question, and where the figure's probe is at fault.
    """
    name = f'Figure "{figure.id}"'
    if figure.probe is None:
        raise ValueError(f"{name} has no places to look at: give it probe=Probe(…).")
    return _Looking(name, figure.probe, result, _width(question["width"])).answer(question)


def _width(width: object) -> Width:
    for known in WIDTHS:
        if width == known:
            return known
    raise ValueError(f'Look at the "wide" or the "narrow" drawing, not at {width!r}.')


@dataclass(frozen=True)
class _Looking[R]:
    """A result under a probe; `name` is the figure's, for what is said of its faults."""

    name: str
    probe: Probe[R]
    result: R
    width: Width

    def answer(self, question: Mapping[str, Any]) -> Json:
        last = self._whole("last", self.probe.last(self.result))
        if last < 1:
            raise ValueError(f"{self.name}: its probe's last() gave {last}: let there be one place at least.")
        place = self._place(question, last)
        look = self.probe.look(self.result, self.width, place)
        where = f"{self.name}, place {place}"
        if not math.isfinite(look.x):
            raise ValueError(f"{where}: its x is {look.x}, which is nowhere in the drawing.")
        row = None if look.row is None else self._whole("look", look.row)
        if row is not None and row < 0:
            raise ValueError(f"{where}: its row in the table is {row}: count from 0, or leave it out.")
        return {
            "place": place,
            "last": last,
            "x": float(look.x),
            "overlay": unparted(look.overlay),
            "readouts": plain_readouts(where, self.probe.outputs, look.readouts),
            "sentence": unparted(look.sentence),
            "row": row,
        }

    def _place(self, question: Mapping[str, Any], last: int) -> int:
        """The place that the question means."""
        probe, result, width = self.probe, self.result, self.width
        match {name: question[name] for name in ("x", "place", "marks") if name in question}:
            case {"x": int() | float() as x, **others} if not others and math.isfinite(x):
                return self._inside("at", probe.at(result, width, float(x)), last)
            case {"place": int() as place, **others} if not others:
                return min(max(place, 1), last)
            case {"place": int() as place, "marks": 1 | -1 as marks, **others} if not others:
                start = min(max(place, 1), last)
                return self._inside("beside", probe.beside(result, width, start, marks), last)
            case asked:
                raise ValueError(f"{_QUESTION}, not {asked!r}.")

    def _inside(self, function: str, found: object, last: int) -> int:
        place = self._whole(function, found)
        if not 1 <= place <= last:
            raise ValueError(
                f"{self.name}: its probe's {function}() gave the place {place}, outside 1 … {last}."
            )
        return place

    def _whole(self, function: str, found: Any) -> int:
        try:
            return index(found)
        except TypeError:
            pass
        raise ValueError(f"{self.name}: its probe's {function}() gave {found!r}, which is no whole number.")
