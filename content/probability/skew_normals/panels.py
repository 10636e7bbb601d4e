"""The picture: both distributions, and where their divergences come from."""

from __future__ import annotations

import math

import numpy as np
from explorable import Width
from explorable.plot import (
    Array,
    Layout,
    Linear,
    Panel,
    Scale,
    box,
    linear_labels,
    linear_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    staircase,
    text,
    value_axis,
    x_axis,
)

from .result import Result

LAYOUTS = {
    width: Layout(
        size, 412, {"both": Panel(left, size - 12, 28, 188), "terms": Panel(left, size - 12, 250, 368)}
    )
    for width, size, left in (("wide", 720, 58), ("narrow", 360, 54))
}
PLACES = 241


def drawn(found: Result, width: Width, sentence: str) -> str:
    """Both panels, over one axis."""
    layout = LAYOUTS[width]
    content = _both(found, layout["both"]) + _terms(found, layout["terms"], layout.roomy)
    title = "Two skew-normals, and where their divergences come from"
    return picture(
        f"skew-normals-{width}", layout.width, layout.height, title, sentence, content, span(layout)
    )


def span(layout: Layout) -> tuple[float, float]:
    """Where places lie."""
    return layout["both"].left, layout["both"].right


def places(found: Result) -> Array:
    """The values of x that are drawn, and may be looked at."""
    return np.linspace(*_ends(found), PLACES)


def across(found: Result, panel: Panel) -> Linear:
    """The axis of x: as far as there is something to see of either."""
    return Linear(*_ends(found), panel.left, panel.right)


def _ends(found: Result) -> tuple[float, float]:
    reach = [each.mean + side * 3.5 * each.sd for each in (found.p, found.q) for side in (-1, 1)]
    return rounded_out(min(reach), max(reach), 7)


def _x_axis(found: Result, panel: Panel) -> str:
    ticks = linear_ticks(*_ends(found), 7)
    return x_axis(panel, across(found, panel), tuple(ticks), tuple(linear_labels(ticks)), "x")


def _both(found: Result, panel: Panel) -> str:
    """P as an area and Q as a line; bins as stairs, as high as their mean density."""
    x = places(found)
    p, q = (np.exp(each) for each in found.logs(x))
    if found.binned:
        widths = np.diff(found.binned.edges)
        p, q = (np.exp(each) / widths for each in (found.binned.log_p, found.binned.log_q))
    high = rounded_out(0.0, max(float(p.max()), float(q.max())), 5)[1]
    up, axis = value_axis(panel, 0.0, high, "linear", 5)
    words = '<tspan class="p name">P</tspan> area, <tspan class="q name">Q</tspan> line'
    return "".join(
        (
            axis,
            _x_axis(found, panel),
            _ruled_out(found, panel),
            path("p band", f"{_line(found, panel, x, p, up)}V{panel.bottom:g}H{_start(found, panel):.1f}Z"),
            path("line q", _line(found, panel, x, q, up)),
            text(panel.left, panel.top - 11, f"{words}: density"),
        )
    )


def _shown(found: Result, panel: Panel) -> tuple[Array, slice]:
    """The edges of the bins in view, and which bins these are."""
    assert found.binned
    low, high = _ends(found)
    edges = found.binned.edges
    first = max(int(np.searchsorted(edges, low, "right")) - 1, 0)
    last = min(int(np.searchsorted(edges, high, "left")), len(edges) - 1)
    inside = np.clip(edges[first : last + 1], low, high)
    return across(found, panel).of(inside), slice(first, last)


def _start(found: Result, panel: Panel) -> float:
    return float(_shown(found, panel)[0][0]) if found.binned else panel.left


def _line(found: Result, panel: Panel, x: Array, y: Array, up: Scale) -> str:
    """A curve over x, or stairs over the bins."""
    if not found.binned:
        return polyline(across(found, panel).of(x), up.of(y))
    edges, bins = _shown(found, panel)
    return staircase(edges, up.of(y[bins]))


def _ruled_out(found: Result, panel: Panel) -> str:
    """Where Q is cut off."""
    if math.isinf(found.q.cut):
        return ""
    scale, (low, high) = across(found, panel), _ends(found)
    left, right = (scale.at(min(max(side * found.q.cut, low), high)) for side in (-1, 1))
    shades = box(panel.left, left, panel.top, panel.bottom) + box(right, panel.right, panel.top, panel.bottom)
    return path("head", shades)


def _terms(found: Result, panel: Panel, roomy: bool) -> str:
    """What each x adds to either divergence, in the form that is never negative."""
    x = places(found)
    logs = found.logs(x)
    if found.binned:
        widths = np.diff(found.binned.edges)
        logs = found.binned.log_p - np.log(widths), found.binned.log_q - np.log(widths)
    forward, reverse = _adds(*logs), _adds(*reversed(logs))
    finite = [each[np.isfinite(each)] for each in (forward, reverse)]
    high = rounded_out(0.0, max(0.01, *(float(each.max(initial=0.0)) for each in finite)), 4)[1]
    up, axis = value_axis(panel, 0.0, high, "linear", 4)
    forward_line, reverse_line = (
        _line(found, panel, x, np.where(np.isfinite(each), each, high), up) for each in (forward, reverse)
    )
    heading = "What each x adds to" if roomy else "Adds to"
    words = (
        f'{heading} <tspan class="p name">KL(P‖Q)</tspan> full, <tspan class="q name">KL(Q‖P)</tspan> dotted'
    )
    return "".join(
        (
            axis,
            _x_axis(found, panel),
            _ruled_out(found, panel),
            path("line p", forward_line),
            path("q link", reverse_line),
            _infinite(found, panel),
            text(panel.left, panel.top - 11, words),
        )
    )


def _adds(log_p: Array, log_q: Array) -> Array:
    """p ln(p/q) − p + q: infinite where q is 0 and p is not."""
    p, q = np.exp(log_p), np.exp(log_q)
    with np.errstate(invalid="ignore"):
        found: Array = np.where(p > 0, p * (log_p - log_q), 0.0) - p + q
    return np.maximum(found, 0.0)


def _infinite(found: Result, panel: Panel) -> str:
    """What is too much for any scale."""
    if math.isfinite(found.forward):
        return ""
    middle = (panel.left + panel.right) / 2
    return text(middle, panel.top + 13, "KL(P‖Q): ∞ where Q is ruled out", "note halo", "middle")
