"""A panel: what KL is made of, shape and order, head, body and tail; and between what it lies."""

from __future__ import annotations

import math

from explorable.format import number
from explorable.plot import Linear, Panel, box, path, text
from explorable.tokens import percent

from .result import Found
from .said import is_interval

_BAR, _PITCH = 16, 48


def parts(found: Found, panel: Panel) -> str:
    """Two bars, each all of KL, and where tails were cut off the interval in which the mean lies."""
    summary = found.report.summary
    split = (("shape", "shape", summary.shape_share), ("order", "order", summary.order_share))
    ranks = (
        ("head", "ink", summary.head_share),
        ("body", "soft", summary.body_share),
        ("tail", "open", summary.tail_share),
    )
    heading = '<tspan class="name">What it is made of</tspan>, % of KL'
    return "".join(
        (
            text(panel.left, panel.top - 14, heading),
            _split(panel, panel.top, split),
            _split(panel, panel.top + _PITCH, ranks),
            _interval(found, panel, panel.top + 2 * _PITCH + 14) if is_interval(found) else "",
        )
    )


def _split(panel: Panel, top: float, shares: tuple[tuple[str, str, float], ...]) -> str:
    """Nothing where KL is 0, which has no parts."""
    across, start, marks = Linear(0, 1, panel.left, panel.right), 0.0, []
    for column, (name, look, share) in enumerate(shares):
        if not share >= 0:
            continue
        end = min(start + share, 1.0)
        marks.append(path(f"{look} whole", box(across.at(start), across.at(end), top, top + _BAR)))
        marks.append(
            _label(f"{look} whole", across.at(column / 3), top + _BAR + 8, f"{name} {percent(share)}")
        )
        start = end
    return "".join(marks)


def _label(classes: str, left: float, top: float, words: str) -> str:
    """What a part is called, with a sample of it."""
    return path(classes, box(left, left + 8, top, top + 8)) + text(left + 12, top + 8, words, "tick")


def _interval(found: Found, panel: Panel, top: float) -> str:
    """From what is certain to the worst case, with the mean as it was computed between."""
    summary = found.report.summary
    low, mean, high = summary.kl_low, summary.kl_mean, summary.kl_high
    heading = text(panel.left, top, '<tspan class="name">As tails were cut off</tspan>, mean KL in nats')
    words = f"{number(low)} to {number(high)}"
    if not math.isfinite(high):
        return heading + text(panel.left, top + 34, words, "tick")
    across = Linear(0, high, panel.left, panel.right)
    return "".join(
        (
            heading,
            path("axis", f"M{panel.left:g} {top + 14:g}H{panel.right:g}"),
            path("soft whole", box(across.at(low), across.at(high), top + 10, top + 18)),
            path("line ink", f"M{across.at(mean):.1f} {top + 7:g}v14"),
            text(panel.right, top + 34, words, "tick", "end"),
            text(panel.left, top + 34, "0", "tick"),
        )
    )
