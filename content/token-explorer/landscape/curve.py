"""Surprise beside entropy along the text, and below it the divergence, where something is compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Linear,
    Panel,
    bars,
    linear_labels,
    linear_ticks,
    path,
    picture,
    rounded_out,
    staircase,
    text,
    x_axis,
    y_axis,
)

from .result import BIT, Result

LAYOUTS = {
    width: Layout(
        size,
        320,
        {"surprise": Panel(left, size - 10, 28, 178), "kl": Panel(left, size - 10, 218, 278)},
    )
    for width, size, left in (("wide", 720, 46), ("narrow", 360, 40))
}


def drawn(found: Result, width: Width, sentence: str) -> str:
    """The picture."""
    layout = LAYOUTS[width]
    title = "Surprise and entropy along the text"
    content = _surprise(found, layout["surprise"]) + _kl(found, layout["kl"])
    return picture(f"landscape-{width}", layout.width, layout.height, title, sentence, content)


def _edges(found: Result, panel: Panel) -> np.ndarray:
    """Where the tokens that were predicted begin and end."""
    places = np.arange(found.reading.first, len(found.reading.ids) + 1, dtype=np.float64) + 0.5
    return _across(found, panel).of(places)


def _across(found: Result, panel: Panel) -> Linear:
    return Linear(*_span(found), panel.left, panel.right)


def _span(found: Result) -> tuple[float, float]:
    first = found.reading.first
    return first + 0.5, max(len(found.reading.ids), first + 1) + 0.5


def _surprise(found: Result, panel: Panel) -> str:
    heading = '<tspan class="name">Surprise</tspan> of each token, bits; line: entropy before it'
    surprise = np.array([-each.log_prob / BIT for each in found.predicted])
    entropy = np.array([each.entropy / BIT for each in found.predicted])
    axes, up = _axes(found, panel, [*surprise, *entropy])
    edges = _edges(found, panel)
    marks = (
        path("p band", bars(edges[:-1] + 0.5, edges[1:] - 0.5, up.at(0), up.of(surprise))),
        path("line ink", staircase(edges, up.of(entropy))),
        _here(found, panel),
    )
    return text(panel.left, panel.top - 10, heading) + axes + "".join(marks if len(surprise) else ())


def _kl(found: Result, panel: Panel) -> str:
    heading = '<tspan class="name">KL</tspan> of the two readings before each token, bits'
    kl = np.array([each.kl / BIT for each in found.predicted if each.kl is not None])
    axes, up = _axes(found, panel, kl.tolist(), "token")
    head = text(panel.left, panel.top - 10, heading) + axes
    if not len(kl):
        middle = (panel.left + panel.right) / 2
        return head + text(middle, panel.top + 34, "nothing is compared", "note", "middle")
    edges = _edges(found, panel)
    return (
        head + path("q", bars(edges[:-1] + 0.5, edges[1:] - 0.5, up.at(0), up.of(kl))) + _here(found, panel)
    )


def _axes(found: Result, panel: Panel, values: Sequence[float], name: str = "") -> tuple[str, Linear]:
    """Both axes, and what goes up the one."""
    low, high = rounded_out(0, max(values, default=1.0) or 1.0, 4)
    up = Linear(low, high, panel.bottom, panel.top)
    levels, places = linear_ticks(low, high, 4), [at for at in linear_ticks(*_span(found), 6) if at % 1 == 0]
    return (
        y_axis(panel, up, tuple(levels), tuple(linear_labels(levels)))
        + x_axis(panel, _across(found, panel), tuple(places), tuple(linear_labels(places)), name)
    ), up


def _here(found: Result, panel: Panel) -> str:
    """Where the token that is looked at stands."""
    if found.at < found.reading.first:
        return ""
    x = _across(found, panel).at(found.at + 1)
    return path("line here", f"M{x:.1f} {panel.top:g}V{panel.bottom:g}")
