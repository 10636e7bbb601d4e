"""The picture: KL along the text, by how sure A was, and what it is made of."""

from __future__ import annotations

import numpy as np
from explorable import Width
from explorable.plot import (
    Layout,
    Linear,
    Panel,
    bars,
    box,
    linear_labels,
    linear_ticks,
    path,
    picture,
    rounded_out,
    text,
    x_axis,
    y_axis,
)
from explorable.tokens import percent

from .result import Found, Result

LAYOUTS = {
    "wide": Layout(
        720,
        420,
        {
            "along": Panel(56, 700, 36, 190),
            "sure": Panel(56, 356, 276, 376),
            "parts": Panel(420, 700, 276, 376),
        },
    ),
    "narrow": Layout(
        360,
        560,
        {
            "along": Panel(50, 346, 36, 166),
            "sure": Panel(50, 346, 252, 342),
            "parts": Panel(20, 346, 440, 540),
        },
    ),
}
_MOST_BARS = 500  # of rows: more would be thinner than a line


def drawing(result: Result, width: Width, sentence: str) -> str:
    """The three panels; empty where nothing could be compared."""
    layout = LAYOUTS[width]
    found = result.found
    content = _along(found, layout) + _sure(found, layout) + _parts(found, layout) if found else ""
    return picture(
        f"compare-{width}", layout.width, layout.height, "Where two models differ", sentence, content
    )


def _along(found: Found, layout: Layout) -> str:
    """A bar a row, or the highest of some where they are many; the row that is looked at stands out."""
    panel, rows = layout["along"], len(found.kl)
    _, most = rounded_out(0, float(found.kl.max()) or 1.0, 4)
    up = Linear(0, most, panel.bottom, panel.top)
    across = Linear(0, rows, panel.left, panel.right)
    starts = np.unique(np.linspace(0, rows, min(rows, _MOST_BARS) + 1).astype(int))
    highest = np.maximum.reduceat(found.kl, starts[:-1])
    at = int(np.searchsorted(starts, found.at, "right")) - 1
    left, right = across.of(starts[:-1].astype(float)), across.of(starts[1:].astype(float))
    gap = 0.15 * (right - left)
    levels = linear_ticks(0, most, 4)
    ticks = tuple(tick for tick in linear_ticks(0, rows, 8) if tick % 1 == 0)
    drawn = [
        bars(left[part] + gap[part], right[part] - gap[part], up.at(0), up.of(highest[part]))
        for part in (np.delete(np.arange(len(highest)), at), np.array([at]))
    ]
    return "".join(
        (
            y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "row"),
            path("soft whole", drawn[0]),
            path("ink whole", drawn[1]),
            text(panel.left, panel.top - 14, '<tspan class="name">Along the text</tspan>, KL(A‖B), nats'),
        )
    )


def _sure(found: Found, layout: Layout) -> str:
    """Mean KL of rows by the probability of A's likeliest token."""
    panel, buckets = layout["sure"], found.report.by_top
    means = np.array([bucket.kl_mean if bucket.rows else 0.0 for bucket in buckets])
    _, most = rounded_out(0, float(means.max()) or 1.0, 3)
    up, across = Linear(0, most, panel.bottom, panel.top), Linear(0, 1, panel.left, panel.right)
    levels = linear_ticks(0, most, 3)
    edges = (0.0, *(bucket.high for bucket in buckets))
    labels = (*(f"{edge:.0%}".rstrip("%") for edge in edges[:-1]), "")  # 95 and 100 have room for one
    left, right = (across.of(np.array(each)) for each in (edges[:-1], edges[1:]))
    heading = '<tspan class="name">By how sure A was</tspan>, mean KL, nats'
    return "".join(
        (
            y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, across, edges, labels, "probability of A’s likeliest token, %"),
            path("soft whole", bars(left + 1, right - 1, up.at(0), up.of(means))),
            text(panel.left, panel.top - 14, heading),
        )
    )


def _parts(found: Found, layout: Layout) -> str:
    """Two bars, each all of KL: shape and order; head, body and tail."""
    panel, summary = layout["parts"], found.report.summary
    across = Linear(0, 1, panel.left, panel.right)
    rows = (
        (("shape", summary.shape_share), ("order", summary.order_share)),
        (("head", summary.head_share), ("body", summary.body_share), ("tail", summary.tail_share)),
    )
    marks = [text(panel.left, panel.top - 14, '<tspan class="name">What it is made of</tspan>, % of KL')]
    for row, top in zip(rows, (panel.top, panel.top + 54), strict=True):
        start = 0.0
        for column, (name, share) in enumerate(row):
            if not share >= 0:  # nor where KL is 0
                continue
            end = min(start + share, 1.0)
            marks.append(path(f"{name} whole", box(across.at(start), across.at(end), top, top + 18)))
            marks.append(_label(f"{name} whole", across.at(column / 3), top + 26, f"{name} {percent(share)}"))
            start = end
    return "".join(marks)


def _label(classes: str, left: float, top: float, words: str) -> str:
    """What a part is called, with a sample of it."""
    return path(classes, box(left, left + 8, top, top + 8)) + text(left + 12, top + 8, words, "tick")
