"""Axes: thin lines, a few round ticks, and the words that say what is measured.

They are cached: while one slider moves, most axes stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorable.format import power_of_ten
from explorable.plot.scales import Kind, Linear, Log, Scale
from explorable.plot.svg import path, raised, text
from explorable.plot.ticks import linear_mantissas, linear_ticks, log_labels, log_ticks


@dataclass(frozen=True)
class Panel:
    """The rectangle in which values are drawn."""

    left: float
    right: float
    top: float
    bottom: float

    def inset(self, above: float, below: float) -> Panel:
        """The same with room kept free above and below."""
        return Panel(self.left, self.right, self.top + above, self.bottom - below)


@lru_cache(maxsize=64)
def x_axis(panel: Panel, scale: Scale, ticks: tuple[float, ...], labels: tuple[str, ...], title: str) -> str:
    """Below a panel: a tick and a label at each of `ticks`, and a title under its right end."""
    places = [round(scale.at(tick), 1) for tick in ticks]
    marks = "".join(f"M{x:g} {panel.bottom:g}v4" for x in places)
    words = "".join(
        text(x, panel.bottom + 16, label, "tick", _anchor(x, label, panel))
        for x, label in zip(places, labels, strict=True)
    )
    return path("axis", marks) + words + text(panel.right, panel.bottom + 32, title, "label", "end")


def _anchor(x: float, label: str, panel: Panel) -> str:
    """Labels stand under the middle of their ticks, but for a long one at the end of the drawing."""
    return "end" if x + 3.7 * len(label) > panel.right + 9 else "middle"


@lru_cache(maxsize=64)
def y_axis(
    panel: Panel, scale: Scale, ticks: tuple[float, ...], labels: tuple[str, ...], factor: str = ""
) -> str:
    """At the left of a panel: a label and a light line across for each of `ticks`, a stronger one at zero.

    A `factor` common to all labels stands above them, at the height of a heading.
    """
    places = [round(scale.at(tick), 1) for tick in ticks]
    lines = "".join(
        f"M{panel.left:g} {y:g}H{panel.right:g}" for y, tick in zip(places, ticks, strict=True) if tick
    )
    zero = "".join(
        f"M{panel.left:g} {y:g}H{panel.right:g}" for y, tick in zip(places, ticks, strict=True) if not tick
    )
    words = "".join(
        text(panel.left - 7, y + 4, raised(label), "tick", "end")
        for y, label in zip(places, labels, strict=True)
    )
    above = text(panel.left - 7, panel.top - 9, raised(factor), "tick", "end") if factor else ""
    return path("grid", lines) + path("zero", zero) + words + above


@lru_cache(maxsize=64)
def value_axis(panel: Panel, low: float, high: float, kind: Kind, most: int) -> tuple[Scale, str]:
    """A scale from `low` at a panel's bottom to `high` at its top, and its axis of at most `most` ticks."""
    scale = (Log if kind == "log" else Linear)(low, high, panel.bottom, panel.top)
    ticks = (log_ticks if kind == "log" else linear_ticks)(low, high, most)
    if kind == "log":
        return scale, y_axis(panel, scale, tuple(ticks), tuple(log_labels(ticks)))
    exponent, labels = linear_mantissas(ticks)
    factor = f"×{power_of_ten(exponent)}" if exponent else ""
    return scale, y_axis(panel, scale, tuple(ticks), tuple(labels), factor)


def percent_axis(panel: Panel) -> tuple[Linear, str]:
    """A scale from 0 to 1 over a panel, written in percent."""
    scale = Linear(0.0, 1.0, panel.bottom, panel.top)
    return scale, y_axis(panel, scale, (0.0, 0.5, 1.0), ("0", "50\u202f%", "100\u202f%"))
