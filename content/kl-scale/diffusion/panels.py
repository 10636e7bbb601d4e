"""The picture: squared distance of weights, and KL, over the steps between, on logarithmic axes."""

from __future__ import annotations

import math

import numpy as np
from explorable import Width
from explorable.plot import (
    Array,
    Layout,
    Log,
    Panel,
    Scale,
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
from nexttoken.loglik import PowerLaw

from .result import Result

LAYOUTS = {
    "wide": Layout(720, 330, {"weights": Panel(56, 344, 30, 284), "kl": Panel(420, 708, 30, 284)}),
    "narrow": Layout(360, 560, {"weights": Panel(56, 348, 30, 230), "kl": Panel(56, 348, 310, 510)}),
}
REACH = 3000.0  # steps
HEADINGS = {
    "weights": '<tspan class="name">Weights</tspan>: squared distance',
    "kl": '<tspan class="name">Predictions</tspan>: KL, bits per byte',
}


def drawn(found: Result, width: Width, said: str) -> str:
    """Both panels, of one window."""
    layout = LAYOUTS[width]
    way, laws = found.way, found.own
    content = _panel(found, layout["weights"], "weights", way.weights, laws.weights if laws else None)
    content += _panel(found, layout["kl"], "kl", way.kl, laws.kl if laws else None)
    title = "How far training goes, in weights and in predictions"
    return picture(f"diffusion-{width}", layout.width, layout.height, title, said, content)


def _panel(found: Result, panel: Panel, name: str, far: Array, law: PowerLaw | None) -> str:
    """Points, filled where they are fitted, and the line through these."""
    across, steps = Log(1.0, REACH, panel.left, panel.right), found.way.steps
    up = _up(panel, far)
    inside = (steps >= found.window[0]) & (steps <= found.window[1])
    x, y = across.of(steps), up.of(far)
    times, levels = log_ticks(1.0, REACH, 5), log_ticks(up.low, up.high, 6)
    first, last = (across.at(each) for each in found.window)
    return "".join(
        (
            path("body", box(first, last, panel.top, panel.bottom)),
            y_axis(panel, up, tuple(levels), tuple(log_labels(levels))),
            x_axis(panel, across, tuple(times), tuple(log_labels(times)), "steps between, log scale"),
            path(
                "divide",
                f"M{first:.1f} {panel.top:g}V{panel.bottom:g}M{last:.1f} {panel.top:g}V{panel.bottom:g}",
            ),
            path("open", dots(x[~inside], y[~inside], 3.2)) if not inside.all() else "",
            path("ink", dots(x[inside], y[inside], 3.8)) if inside.any() else "",
            path("line ink", _line(law, steps[inside], across, up)) if law else "",
            text(panel.left, panel.top - 12, HEADINGS[name]),
        )
    )


def _up(panel: Panel, far: Array) -> Log:
    """Whole powers of ten around all points."""
    known = far[far > 0]
    low = math.floor(math.log10(known.min())) if len(known) else -1
    high = math.ceil(math.log10(known.max())) if len(known) else 0
    return Log(float(f"1e{low}"), float(f"1e{max(high, low + 1)}"), panel.bottom, panel.top)


def _line(law: PowerLaw, steps: Array, across: Scale, up: Scale) -> str:
    """The law between the first and the last step that it is fitted to: straight on such axes."""
    ends = np.array([steps.min(), steps.max()])
    x, y = across.of(ends), up.of(law.factor * ends**law.exponent)
    return f"M{x[0]:.1f} {y[0]:.1f}L{x[1]:.1f} {y[1]:.1f}"
