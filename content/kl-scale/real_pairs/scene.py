"""The pictures: how much of each pair's KL is shape, and the reader's text, position by position."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Linear,
    Log,
    Panel,
    bars,
    dots,
    linear_labels,
    linear_ticks,
    log_labels,
    log_ticks,
    path,
    percent_axis,
    picture,
    rounded_out,
    text,
    x_axis,
    y_axis,
)

from ..shared.measured import Pair
from ..shared.strips import RADIUS, drawn, strips
from ..shared.whose import FAMILY, LARGE, pairs_from
from .others import NAMES
from .result import Result, shape

LAYOUTS = {
    "wide": Layout(
        720,
        624,
        {
            "scatter": Panel(56, 396, 40, 330),
            "strips": Panel(506, 700, 40, 330),
            "text": Panel(56, 700, 430, 580),
        },
    ),
    "narrow": Layout(
        360,
        748,
        {
            "scatter": Panel(50, 346, 40, 196),
            "strips": Panel(14, 346, 272, 520),
            "text": Panel(50, 346, 618, 708),
        },
    ),
}
_PERCENTS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, eq=False)
class Scene:
    """Where everything lies: pairs by KL, and the positions of the text."""

    layout: Layout
    across: Log
    along: Linear
    up: Linear


def scene_of(result: Result, width: Width) -> Scene:
    """The scene at a width; the scales of the pairs are those of all pairs."""
    layout = LAYOUTS[width]
    scatter, panel = layout["scatter"], layout["text"]
    _, most = rounded_out(0, float(result.reading.kl.max()) or 1.0, 4)
    return Scene(
        layout,
        Log(*limits(), scatter.left, scatter.right),
        Linear(0.5, len(result.reading.kl) + 0.5, panel.left, panel.right),
        Linear(0, most, panel.bottom, panel.top),
    )


@lru_cache(maxsize=1)
def limits() -> tuple[float, float]:
    """Powers of ten around KL of all pairs, whosever they are, in bits per byte."""
    found = [pair.kl.value for whose in (FAMILY, LARGE) for pair in pairs_from(whose)]
    return 10.0 ** math.floor(math.log10(min(found))), 10.0 ** math.ceil(math.log10(max(found)))


def drawing(result: Result, width: Width, sentence: str) -> str:
    """The three panels."""
    scene = scene_of(result, width)
    layout, panel = scene.layout, scene.layout["text"]
    content = _scatter(result, scene) + _strips(result, scene) + _text(result, scene)
    title = "Shape and order of pairs of models"
    span = (panel.left, panel.right)
    return picture(f"real-pairs-{width}", layout.width, layout.height, title, sentence, content, span)


def _scatter(result: Result, scene: Scene) -> str:
    panel = scene.layout["scatter"]
    ticks = tuple(log_ticks(*limits(), 7))
    up, axis = percent_axis(panel)
    others = [pair for pair in pairs_from(result.state.of) if pair not in set(result.pairs)]
    heading = '<tspan class="name">Shape</tspan>, % of KL'
    return "".join(
        (
            axis,
            x_axis(panel, scene.across, ticks, tuple(log_labels(ticks)), "KL, bits per byte, log scale"),
            path("soft", _dots(others, scene, up)),
            path("line soft", _intervals(result.pairs, scene, up)),
            path("ink" if result.row else "soft", _dots(result.pairs, scene, up)),
            text(panel.left, panel.top - 12, heading),
        )
    )


def _dots(shown: Sequence[Pair], scene: Scene, up: Linear) -> str:
    if not shown:
        return ""
    x = scene.across.of(np.array([pair.kl.value for pair in shown]))
    return dots(x, up.of(np.array([shape(pair) for pair in shown])), RADIUS)


def _intervals(shown: Sequence[Pair], scene: Scene, up: Linear) -> str:
    """Upright through each dot, the interval of its share of shape."""
    return "".join(
        f"M{scene.across.at(pair.kl.value):.1f} {up.at(pair.shape_share.low):.1f}"
        f"V{up.at(pair.shape_share.high):.1f}"
        for pair in shown
    )


def _strips(result: Result, scene: Scene) -> str:
    """A setting a row, by the share of shape."""
    panel, roomy = scene.layout["strips"], scene.layout.roomy
    across = Linear(0, 1, panel.left, panel.right)
    heading = '<tspan class="name">Shape</tspan>, by what the models differ in'
    labels = tuple(f"{each:.0%}".rstrip("%") for each in _PERCENTS)
    rows = zip(result.rows, strips(panel, len(result.rows), roomy), strict=True)
    return "".join(
        (
            x_axis(panel, across, _PERCENTS, labels, "% of KL"),
            *(drawn(row, strip, across, row.setting == result.setting, roomy) for row, strip in rows),
            text(panel.left - (90 if roomy else 0), panel.top - 12, heading),
        )
    )


def _text(result: Result, scene: Scene) -> str:
    """Each position a bar: from its foot shape, on it order."""
    panel, reading = scene.layout["text"], result.reading
    levels = linear_ticks(scene.up.low, scene.up.high, 4)
    places = tuple(at for at in linear_ticks(scene.along.low, scene.along.high, 8) if at % 1 == 0 and at >= 1)
    edges = scene.along.of(np.arange(len(reading.kl) + 1, dtype=np.float64) + 0.5)
    left, right = edges[:-1] + 0.5, edges[1:] - 0.5
    foot, middle, top = (scene.up.of(each) for each in (np.zeros_like(reading.kl), reading.shape, reading.kl))
    return "".join(
        (
            y_axis(panel, scene.up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, scene.along, places, tuple(linear_labels(places)), "token"),
            path("shape whole", bars(left, right, middle, foot)),
            path("order whole", bars(left, right, top, middle)),
            _heading(result, scene),
        )
    )


def _heading(result: Result, scene: Scene) -> str:
    """What the bars are, with samples of both parts."""
    panel = scene.layout["text"]
    above = panel.top - (34 if scene.layout.roomy else 50)
    words = f'<tspan class="name">Your text</tspan>, KL to {NAMES[result.state.other]}, bits'
    samples = (
        path(f"{part} whole", f"M{panel.left + x:g} {panel.top - 20:g}h8v8h-8Z")
        + text(panel.left + x + 12, panel.top - 12, label)
        for part, label, x in (("shape", "shape", 0), ("order", "order", 66))
    )
    return text(panel.left, above, words) + "".join(samples)
