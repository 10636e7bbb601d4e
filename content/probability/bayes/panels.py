"""The picture: prior times likelihood is the posterior, and below the same as a loss and its penalty."""

from __future__ import annotations

import math

import numpy as np
from explorable import Width
from explorable.plot import (
    Array,
    Layout,
    Linear,
    Panel,
    bars,
    dots,
    linear_labels,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    value_axis,
    x_axis,
)
from explorable.tokens import brief_percent

from .result import GRID, Result, probability

LAYOUTS = {
    width: Layout(
        size,
        520,
        {
            "prior": Panel(left, size - 12, 28, 88),
            "likelihood": Panel(left, size - 12, 120, 180),
            "posterior": Panel(left, size - 12, 212, 272),
            "loss": Panel(left, size - 12, 344, 476),
        },
    )
    for width, size, left in (("wide", 720, 52), ("narrow", 360, 40))
}
_ENDS = -6.3, 6.3
_TICKS = (-4.0, -2.0, 0.0, 2.0, 4.0)
_W = np.linspace(-6.0, 6.0, 121)


def drawn(found: Result, width: Width, sentence: str) -> str:
    """All four panels, with both best guesses marked in those that they are of."""
    layout = LAYOUTS[width]
    best, top = found.likeliest, found.most_probable
    content = "".join(
        (
            _bars(layout["prior"], found.prior, "soft"),
            _heading(layout["prior"], "Prior", "what is believed before", None),
            _bars(layout["likelihood"], found.likelihood, "order"),
            _heading(layout["likelihood"], "× likelihood", "of what was counted", best),
            _mark(layout["likelihood"], best, "MLE"),
            _bars(layout["posterior"], found.posterior, "shape"),
            _heading(layout["posterior"], "= posterior", "divided by the sum", top),
            _mark(layout["posterior"], top, "MAP"),
        )
    )
    content += _odds_axis(layout["posterior"], layout.roomy) + _loss(found, layout["loss"])
    title = "Prior, likelihood and posterior on a grid of log-odds; loss and penalty"
    return picture(f"bayes-{width}", layout.width, layout.height, title, sentence, content)


def _across(panel: Panel) -> Linear:
    return Linear(*_ENDS, panel.left, panel.right)


def _heading(panel: Panel, name: str, more: str, at: float | None) -> str:
    """On the side away from the best guess that is named there, too."""
    roomy = panel.right - panel.left > 400
    words = f'<tspan class="name">{name}</tspan>{f" {more}" if roomy else ""}'
    left = at is None or at >= 0
    return text(
        panel.left if left else panel.right, panel.top - 11, words, "label", "start" if left else "end"
    )


def _bars(panel: Panel, values: Array, classes: str) -> str:
    """Each panel on a scale of its own: what counts is the shape."""
    across, up = _across(panel), Linear(0, float(values.max()), panel.bottom, panel.top)
    left, right = across.of(GRID - 0.11), across.of(GRID + 0.11)
    line = path("zero", f"M{panel.left:g} {panel.bottom:g}H{panel.right:g}")
    return path(classes, bars(left, right, panel.bottom, up.of(values))) + line


def _mark(panel: Panel, at: float | None, label: str) -> str:
    """A line at a best guess, where there is one."""
    if at is None:
        return ""
    if abs(at) > _ENDS[1]:
        return _beyond(panel, at, label)
    x = round(_across(panel).at(at), 1)
    line = path("here", f"M{x:g} {panel.top - 4:g}V{panel.bottom:g}")
    return line + text(x, panel.top - 8, label, "name", "middle")


def _beyond(panel: Panel, at: float, label: str) -> str:
    """An arrow to what lies outside of the picture."""
    right = at > 0
    x, y, way = (panel.right, panel.top + 6, 1) if right else (panel.left, panel.top + 6, -1)
    arrow = f"M{x - way * 26:g} {y:g}h{way * 22:g}m{-way * 6:g} -4l{way * 6:g} 4l{-way * 6:g} 4"
    words = f"{label} ∞" if at == math.inf else f"{label} −∞" if at == -math.inf else label
    return path("line ink", arrow) + text(
        x - way * 30, y + 4, words, "name halo", "end" if right else "start"
    )


def _odds_axis(panel: Panel, roomy: bool) -> str:
    """Log-odds, and where there is room the probabilities that they are."""
    labels = linear_labels(_TICKS)
    if roomy:
        shares = (brief_percent(probability(w)) for w in _TICKS)
        labels = [f"{label}, {share}" for label, share in zip(labels, shares, strict=True)]
    title = "log-odds w, and probability" if roomy else "log-odds w"
    return x_axis(panel, _across(panel), _TICKS, tuple(labels), title)


def _loss(found: Result, panel: Panel) -> str:
    """The negative log-likelihood, and the same with the penalty; a dot at the least of each."""
    across, high = _across(panel), rounded_out(0.0, max(1.5 * found.n * math.log(2), 2.0), 4)[1]
    up, axis = value_axis(panel, 0.0, high, "linear", 4)
    lines = (
        "dashed: of the counts alone; full: with L2; nats"
        if panel.right > 400
        else "dashed: counts; full: + L2"
    )
    words = f'<tspan class="name">As losses</tspan> {lines}'
    content = [
        axis,
        x_axis(panel, across, _TICKS, tuple(linear_labels(_TICKS)), "weight w"),
        text(panel.left, panel.top - 11, words),
    ]
    for loss, line, dot, least in (
        (found.loss, "line dashed", "open", found.likeliest),
        (found.total, "line ink", "ink dot", found.most_probable),
    ):
        heights = loss(_W)
        below = heights <= high
        content.append(
            path(line, polyline(across.of(_W[below]), up.of(heights[below]))) if below.any() else ""
        )
        if least is not None and abs(least) < _ENDS[1]:
            place = np.array([least])
            content.append(path(dot, dots(across.of(place), up.of(loss(place)), 4)))
    return "".join(content)
