"""The picture: each text's difference, and below it what the estimate makes of all texts so far."""

from __future__ import annotations

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Linear,
    Log,
    Panel,
    caps,
    dots,
    linear_labels,
    linear_ticks,
    log_labels,
    log_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    x_axis,
    y_axis,
)

from .result import FEWEST, Result

LAYOUTS = {
    width: Layout(
        size,
        430,
        {"texts": Panel(left, size - 12, 28, 178), "kl": Panel(left, size - 12, 232, 386)},
    )
    for width, size, left in (("wide", 720, 52), ("narrow", 360, 48))
}


def drawn(found: Result, width: Width, said: str) -> str:
    """Both panels, over one axis of texts."""
    layout = LAYOUTS[width]
    content = _texts(found, layout["texts"], layout.roomy) + _estimate(found, layout["kl"], layout.roomy)
    title = "How an estimate of KL is made of texts"
    return picture(f"vector-{width}", layout.width, layout.height, title, said, content)


def _across(found: Result, panel: Panel) -> Log:
    return Log(1, max(len(found.sizes), 2), panel.left, panel.right)


def _axis(found: Result, panel: Panel, name: str) -> str:
    scale = _across(found, panel)
    ticks = log_ticks(scale.low, scale.high, 5)
    return x_axis(panel, scale, tuple(ticks), tuple(log_labels(ticks)), name)


def _texts(found: Result, panel: Panel, roomy: bool) -> str:
    """A dash for each text so far: how much more the first model gives to it; their mean as a line."""
    away = found.difference
    low, high = rounded_out(min(0.0, float(away.min())), max(0.0, float(away.max())) or 1.0, 5)
    up = Linear(low, high, panel.bottom, panel.top)
    ticks = tuple(linear_ticks(low, high, 5))
    x, y = _across(found, panel).of(found.per[: found.n]), up.of(away)
    middle = up.at(float(away.mean()))
    heading = '<tspan class="name">Difference of ln p</tspan> of each text, nats' + (
        "; dashed: their mean" if roomy else ""
    )
    return "".join(
        (
            y_axis(panel, up, ticks, tuple(linear_labels(ticks))),
            _axis(found, panel, ""),
            path("line ink", caps(np.maximum(x - 1, panel.left), np.minimum(x + 1, panel.right), y)),
            path("line dashed", f"M{panel.left:g} {middle:.1f}H{panel.right:g}"),
            path("ink dot", dots(x[-1:], y[-1:], 4)),
            text(panel.left, panel.top - 11, heading),
        )
    )


def _estimate(found: Result, panel: Panel, roomy: bool) -> str:
    """The estimate after each text so far, within its interval; beyond, where it goes to as a faint line."""
    some = found.settling
    band = [found.in_bits(each, some.texts) for each in (some.low, some.high)]
    shown = found.running[FEWEST - 1 :] if len(found.running) >= FEWEST else found.running
    after = np.arange(len(found.running) - len(shown), len(found.running)) + 1
    line = found.in_bits(shown, after)
    high = rounded_out(0.0, float(max(band[1].max(), line.max())) or 1.0, 5)[1]
    up, across = Linear(0.0, high, panel.bottom, panel.top), _across(found, panel)
    ticks = tuple(linear_ticks(0.0, high, 5))
    so_far = after <= found.n
    bounds = np.concatenate([some.texts, some.texts[::-1]]).astype(np.float64)
    edge = polyline(across.of(bounds), up.of(np.concatenate([band[0], band[1][::-1]])))
    now = float(found.in_bits(found.now.kl, found.now.texts)[0])
    at = across.at(found.n)
    heading = '<tspan class="name">KL estimate</tspan>, bits per byte' + (
        ": half the variance of all so far, with its 95 % interval" if roomy else ""
    )
    return "".join(
        (
            y_axis(panel, up, ticks, tuple(linear_labels(ticks))),
            _axis(found, panel, "texts, log scale"),
            path("head", f"{edge}Z") if len(some.texts) > 1 else "",
            path("line soft", polyline(across.of(after.astype(np.float64)), up.of(line))),
            path("line ink", polyline(across.of(after[so_far].astype(np.float64)), up.of(line[so_far])))
            if so_far.any()
            else "",
            path("line here", f"M{at:.1f} {panel.top:g}V{panel.bottom:g}"),
            path("ink dot", dots(np.array([at]), np.array([up.at(min(now, high))]), 4)),
            text(panel.left, panel.top - 11, heading),
        )
    )
