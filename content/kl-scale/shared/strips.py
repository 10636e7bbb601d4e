"""Strips: a setting a row, a dot for each of its pairs, the median among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from explorable.plot import Array, Panel, Scale, box, dots, path, text

from .measured import Floats
from .spread import Row
from .whose import is_large

RADIUS = 2.6
_GOLDEN = (5**0.5 - 1) / 2  # what spreads any number of dots evenly


@dataclass(frozen=True)
class Strip:
    """Where a row lies: the middle of its dots, how far they may be off it, and where its name stands."""

    middle: float
    reach: float
    name: tuple[float, float]


def strips(panel: Panel, rows: int, roomy: bool) -> list[Strip]:
    """Rows that share a panel evenly: the name at the left of it, or where that is narrow above the dots."""
    height = (panel.bottom - panel.top) / max(rows, 1)
    tops = [panel.top + row * height for row in range(rows)]
    if roomy:
        return [
            Strip(top + height / 2, 0.3 * height, (panel.left - 10, top + height / 2 + 4)) for top in tops
        ]
    return [Strip(top + 0.68 * height, 0.2 * height, (panel.left, top + 0.36 * height)) for top in tops]


def places(values: Floats, strip: Strip, across: Scale) -> tuple[Array, Array]:
    """Where a row's dots lie: by value, and up and down only so that they do not hide each other."""
    off: Array = np.arange(1.0, len(values) + 1) * _GOLDEN % 1 - 0.5
    return across.of(values), strip.middle + 2 * strip.reach * off


def drawn(row: Row, strip: Strip, across: Scale, chosen: bool, roomy: bool) -> str:
    """A row: the quartiles as a box, the dots, hollow for SmolLM2, the median as an upright, and the name."""
    spread, reach = row.spread, strip.reach + 4
    low, median, high = (across.at(each) for each in (spread.low, spread.median, spread.high))
    x, y = places(row.values, strip, across)
    large = np.array([is_large(pair) for pair in row.pairs])
    name = f'<tspan class="name">{row.setting.label}</tspan>' if chosen else row.setting.label
    anchor = "end" if roomy else "start"
    top, bottom = round(strip.middle - reach, 1), round(strip.middle + reach, 1)
    return "".join(
        (
            path("head", box(low, high, top, bottom)),
            path("ink" if chosen else "soft", dots(x[~large], y[~large], RADIUS)),
            path("open", dots(x[large], y[large], RADIUS)),
            path("line ink", f"M{median:.1f} {top:g}V{bottom:g}"),
            text(*strip.name, name, "label halo", anchor),
        )
    )
