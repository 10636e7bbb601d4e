"""The probability of each text so far, token by token."""

from __future__ import annotations

import numpy as np
from explorable.plot import (
    Linear,
    Panel,
    dots,
    linear_labels,
    linear_ticks,
    path,
    polyline,
    rounded_out,
    text,
    x_axis,
    y_axis,
)

from .result import Result

TONES = {
    "first": ("line ink", "ink"),
    "second": ("line soft", "soft"),
    "third": ("line dashed", "soft"),
    "fourth": ("line q", "q"),
    "beam": ("line p", "p"),
}
_APART = 15  # labels, one below the other


def drawn(result: Result, panel: Panel, labels: dict[str, str]) -> str:
    """A line for each way, named at its end."""
    count = result.state.count
    low, high = rounded_out(min([way.log_prob for way in result.ways.values()] + [-1.0]), 0.0, 6)
    across = Linear(0, max(count, 1), panel.left, panel.right)
    up = Linear(low, high, panel.bottom, panel.top)
    levels = linear_ticks(low, high, 6)
    ticks = [tick for tick in linear_ticks(0, max(count, 4), 6) if tick <= count and tick == int(tick)]
    ends = _parted({name: up.at(way.log_prob) for name, way in result.ways.items()}, panel)
    lines = []
    for name, way in result.ways.items():
        x, y = across.of(np.arange(count + 1.0)), up.of(np.concatenate(([0.0], way.running)))
        line, tone = TONES[name]
        lines.append(path(line, polyline(x, y)) + path(tone, dots(x[1:], y[1:], 1.8)))
        lines.append(text(panel.right + 8, ends[name] + 4, labels[name], "ink"))
    heading = '<tspan class="name">ln P</tspan> of the text so far, by the model'
    return "".join(
        (
            y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, across, tuple(ticks), tuple(f"{tick:g}" for tick in ticks), "tokens"),
            *lines,
            text(4, panel.top - 12, heading),
        )
    )


def _parted(places: dict[str, float], panel: Panel) -> dict[str, float]:
    """The places of labels, in their order, far enough apart, and inside of the panel."""
    found: dict[str, float] = {}
    least = panel.top
    for name in sorted(places, key=lambda name: places[name]):
        found[name] = max(places[name], least)
        least = found[name] + _APART
    most = panel.bottom
    for name in reversed(list(found)):
        found[name] = min(found[name], most)
        most = found[name] - _APART
    return found
