"""The pictures: the estimate over KL token by token, and by what factor each setting's pairs are off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Log,
    Panel,
    box,
    dots,
    log_labels,
    log_ticks,
    path,
    picture,
    text,
    x_axis,
    y_axis,
)

from ..shared.measured import Pair
from ..shared.strips import RADIUS, Strip, drawn, places, strips
from .result import NEAR, Comparison, decades, pairs, ratio

LAYOUTS = {
    "wide": Layout(720, 404, {"scatter": Panel(56, 396, 40, 360), "strips": Panel(506, 700, 40, 360)}),
    "narrow": Layout(360, 740, {"scatter": Panel(50, 346, 40, 316), "strips": Panel(14, 346, 396, 700)}),
}


@dataclass(frozen=True, eq=False)
class Scene:
    """Where everything lies: `at[row]` is where the strip of a setting does."""

    layout: Layout
    across: Log
    up: Log
    off: Log
    at: tuple[Strip, ...]

    def place(self, pair: Pair) -> tuple[float, float]:
        """Where a pair's dot lies."""
        return self.across.at(pair.kl.value), self.up.at(pair.estimate.value)


def scene_of(comparison: Comparison, width: Width) -> Scene:
    """The scene of a comparison at a width; all of its scales are those of all pairs."""
    layout = LAYOUTS[width]
    scatter, beside = layout["scatter"], layout["strips"]
    low, high = limits()
    return Scene(
        layout,
        Log(low, high, scatter.left, scatter.right),
        Log(low, high, scatter.bottom, scatter.top),
        Log(*ratios(), beside.left, beside.right),
        tuple(strips(beside, len(comparison.rows), layout.roomy)),
    )


@lru_cache(maxsize=1)
def limits() -> tuple[float, float]:
    """Powers of ten around all pairs, by either measure, in bits per byte."""
    return decades([measure.value for pair in pairs() for measure in (pair.kl, pair.estimate)])


@lru_cache(maxsize=1)
def ratios() -> tuple[float, float]:
    """The range of the strips: at least from a quarter to four."""
    found = [ratio(pair) for pair in pairs()]
    return min(0.25, min(found) / 1.1), max(4.0, max(found) * 1.1)


def drawing(comparison: Comparison, width: Width, sentence: str) -> str:
    """Both panels."""
    scene = scene_of(comparison, width)
    layout, panel = scene.layout, scene.layout["scatter"]
    title = "The estimate beside KL token by token"
    content = _scatter(comparison, scene) + _strips(comparison, scene)
    span = (panel.left, panel.right)
    return picture(f"approximation-{width}", layout.width, layout.height, title, sentence, content, span)


def _scatter(comparison: Comparison, scene: Scene) -> str:
    panel = scene.layout["scatter"]
    low, high = limits()
    ticks = tuple(log_ticks(low, high, 9 if scene.layout.roomy else 7))
    labels = tuple(log_labels(ticks))
    others = [pair for pair in pairs() if pair not in set(comparison.pairs)]
    heading = '<tspan class="name">The estimate</tspan>, bits per byte, log scale'
    return "".join(
        (
            path("body", _band(scene)),
            y_axis(panel, scene.up, ticks, labels),
            x_axis(panel, scene.across, ticks, labels, "KL token by token, bits per byte, log scale"),
            path("line dashed", f"M{panel.left:g} {panel.bottom:g}L{panel.right:g} {panel.top:g}"),
            path("soft", _dots(others, scene)),
            path("line soft", _intervals(comparison.pairs, scene)),
            path("ink" if comparison.row else "soft", _dots(comparison.pairs, scene)),
            text(panel.left, panel.top - 12, heading),
        )
    )


def _band(scene: Scene) -> str:
    """What lies within a factor of two."""
    panel, (low, high) = scene.layout["scatter"], limits()
    right, top = scene.across.at(low * NEAR), scene.up.at(low * NEAR)
    end, foot = scene.across.at(high / NEAR), scene.up.at(high / NEAR)
    return (
        f"M{panel.left:g} {panel.bottom:g}V{top:.1f}L{end:.1f} {panel.top:g}H{panel.right:g}V{foot:.1f}"
        f"L{right:.1f} {panel.bottom:g}Z"
    )


def _dots(shown: Sequence[Pair], scene: Scene) -> str:
    if not shown:
        return ""
    x, y = (np.array(each) for each in zip(*map(scene.place, shown), strict=True))
    return dots(x, y, RADIUS)


def _intervals(shown: Sequence[Pair], scene: Scene) -> str:
    """Through each dot, both intervals."""
    return "".join(_cross(pair, scene) for pair in shown)


def _cross(pair: Pair, scene: Scene) -> str:
    x, y = scene.place(pair)
    left, right = scene.across.at(pair.kl.low), scene.across.at(pair.kl.high)
    bottom, top = scene.up.at(pair.estimate.low), scene.up.at(pair.estimate.high)
    return f"M{left:.1f} {y:.1f}H{right:.1f}M{x:.1f} {bottom:.1f}V{top:.1f}"


def _strips(comparison: Comparison, scene: Scene) -> str:
    """A setting a row, by the estimate over KL."""
    panel, off = scene.layout["strips"], scene.off
    ticks = tuple(log_ticks(*ratios(), 7))
    one = off.at(1.0)
    heading = '<tspan class="name">The estimate over KL</tspan>'
    edge = panel.left - (90 if scene.layout.roomy else 0)
    return "".join(
        (
            path("body", box(off.at(1 / NEAR), off.at(NEAR), panel.top, panel.bottom)),
            path("line dashed", f"M{one:.1f} {panel.top:g}V{panel.bottom:g}"),
            x_axis(panel, off, ticks, tuple(log_labels(ticks)), "times, log scale"),
            *(
                drawn(row, strip, off, row.setting == comparison.setting, scene.layout.roomy)
                for row, strip in zip(comparison.rows, scene.at, strict=True)
            ),
            text(edge, panel.top - 12, heading),
        )
    )


def in_strip(comparison: Comparison, scene: Scene, pair: Pair) -> tuple[float, float]:
    """Where a pair's dot lies in its setting's strip."""
    number, row = next((n, row) for n, row in enumerate(comparison.rows) if row.setting == pair.setting)
    x, y = places(row.values, scene.at[number], scene.off)
    index = row.pairs.index(pair)
    return float(x[index]), float(y[index])
