"""The likeliest tokens as bars, and all of them as one line."""

from __future__ import annotations

import numpy as np
from explorable import Width
from explorable.format import escape
from explorable.plot import (
    Array,
    Layout,
    Log,
    Panel,
    box,
    dots,
    log_labels,
    log_ticks,
    path,
    picture,
    polyline,
    rank_axis,
    text,
    y_axis,
)
from explorable.tokens import brief_percent, marked

from .result import COUNT, HEAD, RANKS, Result

LEAST = 1e-9  # of the probabilities that are drawn
NAMED = (1, 100, 1000, 10_000)  # ranks whose tokens are named along the line
LAYOUTS = {
    "wide": Layout(720, 262, {"head": Panel(92, 262, 26, 218), "all": Panel(372, 712, 26, 218)}),
    "narrow": Layout(360, 424, {"head": Panel(92, 300, 26, 202), "all": Panel(46, 352, 244, 380)}),
}


def drawn(result: Result, width: Width, said: str) -> str:
    """The picture."""
    layout = LAYOUTS[width]
    content = _head(result, layout["head"]) + _all(result, layout["all"])
    return picture(f"shape-{width}", layout.width, layout.height, "The next token", said, content)


def _head(result: Result, panel: Panel) -> str:
    """A bar for each of the likeliest; a line marks what it has at temperature 1."""
    row, wide = (panel.bottom - panel.top) / HEAD, panel.right - panel.left
    at = panel.left + wide * result.q[:HEAD]
    was = panel.left + wide * np.exp(result.beginning.log_p[:HEAD])
    moved = result.temperature != 1
    ends = np.maximum(at, was) if moved else at
    tops = (panel.top + row * np.arange(HEAD)).tolist()
    bars = "".join(box(panel.left, x, y + 3, y + row - 3) for y, x in zip(tops, at.tolist(), strict=True))
    marks = "".join(f"M{x:.1f} {y + 1:.1f}v{row - 2:.1f}" for y, x in zip(tops, was.tolist(), strict=True))
    return (
        text(panel.left, panel.top - 11, '<tspan class="name">The likeliest</tspan> next tokens')
        + path("zero", f"M{panel.left:g} {panel.top:g}V{panel.bottom:g}")
        + path("p", bars)
        + path("line ink", marks if moved else "")
        + "".join(_words(result, panel, i, tops[i] + row / 2 + 4, float(ends[i])) for i in range(HEAD))
    )


def _words(result: Result, panel: Panel, index: int, y: float, end: float) -> str:
    """A token's name before its bar, and what it has behind it."""
    name = f'<tspan class="name">{escape(marked(result.beginning.named[index + 1]))}</tspan>'
    share = brief_percent(float(result.q[index]))
    return text(panel.left - 8, y, name, "label", "end") + text(round(end + 6, 1), y, share)


def _all(result: Result, panel: Panel) -> str:
    """Probability over rank, both in powers of ten; dashed, at temperature 1."""
    ranks = rank_axis(panel, COUNT, "log", "rank", 128, 6)
    up = Log(LEAST, 1, panel.bottom, panel.top)
    ticks = tuple(log_ticks(LEAST, 1, 4))
    was = _line(np.exp(result.beginning.log_p), ranks.scale.of(RANKS), up) if result.temperature != 1 else ""
    return (
        text(
            panel.left,
            panel.top - 11,
            f'<tspan class="name">All {COUNT:,}</tspan> of them, log scale'.replace(",", "\u202f", 1),
        )
        + y_axis(panel, up, ticks, tuple(log_labels(ticks)))
        + ranks.axis
        + path("line dashed", was)
        + (text(panel.left + 8, panel.bottom - 8, "dashed: T = 1", "note") if was else "")
        + path("line p", _line(result.q, ranks.scale.of(RANKS), up))
        + "".join(_named(result, rank, panel, ranks.scale.at(rank), up) for rank in NAMED)
    )


def _line(values: Array, x: Array, up: Log) -> str:
    shown = values >= LEAST
    return polyline(x[shown], up.of(values[shown]))


def _named(result: Result, rank: int, panel: Panel, x: float, up: Log) -> str:
    """A dot on the line, and the token that is there: above it where there is room."""
    value = float(np.exp(np.interp(np.log(rank), np.log(RANKS), result.log_q)))
    if value < LEAST:
        return ""
    y, name = round(up.at(value), 1), escape(marked(result.beginning.named[rank]))
    beyond = x + 7 * len(name) + 8 > panel.right
    left, above = (x - 6, y + 14) if beyond else (x + 8, y + 4) if y < panel.top + 16 else (x + 6, y - 8)
    words = text(round(left, 1), round(above, 1), name, "label halo", "end" if beyond else "start")
    return path("p dot", dots(np.array([x]), np.array([y]), 3)) + words
