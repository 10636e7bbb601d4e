"""The picture: both fits side by side, each above the way that its divergence fell."""

from __future__ import annotations

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Linear,
    Panel,
    Scale,
    dots,
    linear_labels,
    linear_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    value_axis,
    x_axis,
)
from nexttoken.normals import Normal

from .result import STEPS, Descent, Result

LAYOUTS = {
    "wide": Layout(
        720,
        394,
        {
            "forward": Panel(44, 346, 28, 204),
            "forward falls": Panel(44, 346, 268, 350),
            "reverse": Panel(404, 706, 28, 204),
            "reverse falls": Panel(404, 706, 268, 350),
        },
    ),
    "narrow": Layout(
        360,
        720,
        {
            "forward": Panel(40, 350, 28, 164),
            "forward falls": Panel(40, 350, 224, 306),
            "reverse": Panel(40, 350, 392, 528),
            "reverse falls": Panel(40, 350, 588, 670),
        },
    ),
}
_X = np.linspace(-7.0, 7.0, 141)
_MOST = 1.0  # of a density that is shown whole


def drawn(found: Result, width: Width, sentence: str) -> str:
    """Both columns."""
    layout = LAYOUTS[width]
    content = "".join(
        _fit(found, descent, layout[side], name, number == 0 or not layout.roomy)
        + _falls(found, descent, layout[f"{side} falls"], name)
        for number, (side, descent, name) in enumerate(
            (
                ("forward", found.forward, "Forward KL(P‖Q)"),
                ("reverse", found.reverse, "Reverse KL(Q‖P)"),
            )
        )
    )
    title = "A normal fitted to two modes, on forward and on reverse KL"
    return picture(f"two-fits-{width}", layout.width, layout.height, title, sentence, content)


def _fit(found: Result, descent: Descent, panel: Panel, name: str, says: bool) -> str:
    """P as an area, Q as a line, and where Q started as a thin one."""
    across = Linear(-7, 7, panel.left, panel.right)
    up, axis = value_axis(panel, 0.0, _MOST, "linear", 5)
    ticks = (-6.0, -3.0, 0.0, 3.0, 6.0)
    p = np.exp(found.p.log_density(_X))
    x, y = across.of(_X), up.of(np.minimum(p, _MOST))
    area = f"{polyline(x, y)}V{panel.bottom:g}H{panel.left:g}Z"
    legend = '; <tspan class="p">P</tspan> area, <tspan class="q">Q</tspan> line' if says else ""
    return "".join(
        (
            axis,
            x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "x"),
            path("p band", area),
            path("line dashed", _curve(descent.path[0], across, up)),
            path("line q", _curve(descent.path[found.step], across, up)),
            text(panel.left, panel.top - 11, f'<tspan class="name">{name}</tspan>{legend}'),
        )
    )


def _curve(q: Normal, across: Scale, up: Scale) -> str:
    """What is higher than the panel is cut at its top."""
    return polyline(across.of(_X), up.of(np.minimum(np.exp(q.log_density(_X)), _MOST)))


def _falls(found: Result, descent: Descent, panel: Panel, name: str) -> str:
    """The divergence after each step; what is still to come is dashed."""
    heights, step = np.array(descent.heights), found.step
    low, high = rounded_out(0.0, max(float(heights.max()), 0.1), 4)
    across = Linear(0, STEPS, panel.left, panel.right)
    up, axis = value_axis(panel, low, high, "linear", 4)
    ticks = linear_ticks(0, STEPS, 6)
    x, y = across.of(np.arange(STEPS + 1, dtype=np.float64)), up.of(heights)
    return "".join(
        (
            axis,
            x_axis(panel, across, tuple(ticks), tuple(linear_labels(ticks)), "step"),
            path("line dashed", polyline(x[step:], y[step:])) if step < STEPS else "",
            path("line ink", polyline(x[: step + 1], y[: step + 1])) if step else "",
            path("ink dot", dots(x[step : step + 1], y[step : step + 1], 4)),
            text(panel.left, panel.top - 11, f"{name.split()[1]} as it falls, nats"),
        )
    )
