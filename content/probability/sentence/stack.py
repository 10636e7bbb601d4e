"""The running sum: each token's ln p hangs where the one before it ended."""

from __future__ import annotations

import numpy as np
from explorable import Width
from explorable.format import fixed, shortened
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
from explorable.tokens import marked, readable

from .reading import Piece, Reading

LAYOUTS = {
    "wide": Layout(720, 306, {"stack": Panel(56, 708, 28, 262)}),
    "narrow": Layout(360, 306, {"stack": Panel(48, 350, 28, 262)}),
}
_ROOM = 12.5  # the height of a bar that has a line of words beside it
_WIDE = 150  # of a bar that has room for words within
_LETTERS = 14


def drawn(found: Reading, width: Width, sentence: str) -> str:
    """The picture."""
    layout = LAYOUTS[width]
    title = "The logarithm of the text’s probability, token by token"
    return picture(
        f"sentence-{width}", layout.width, layout.height, title, sentence, _stack(found, layout["stack"])
    )


def _stack(found: Reading, panel: Panel) -> str:
    pieces = found.shown
    low, _ = rounded_out(min((piece.after for piece in pieces), default=-1.0) or -1.0, 0, 6)
    up = Linear(low, 0, panel.bottom, panel.top)
    across = Linear(0.5, max(len(pieces), 1) + 0.5, panel.left, panel.right)
    levels = linear_ticks(low, 0, 6)
    places = [
        at
        for at in linear_ticks(0.5, max(len(pieces), 2) + 0.5, 8)
        if at % 1 == 0 and at <= max(len(pieces), 1)
    ]
    heading = '<tspan class="name">ln P</tspan> of the text so far, nats'
    axes = (
        y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
        x_axis(panel, across, tuple(places), tuple(linear_labels(places)), found.state.unit[:-1]),
        text(panel.left, panel.top - 11, heading),
    )
    return "".join((*axes, *(_marks(found, across, up) if pieces else ())))


def _marks(found: Reading, across: Linear, up: Linear) -> tuple[str, ...]:
    pieces = found.shown
    edges = across.of(np.arange(len(pieces) + 1, dtype=np.float64) + 0.5)
    before, after = (np.array([getattr(piece, name) for piece in pieces]) for name in ("before", "after"))
    here = np.array([piece is found.at for piece in pieces])
    tops, feet, left, right = up.of(before), up.of(after), edges[:-1] + 0.5, edges[1:] - 0.5
    return (
        path("p band", bars(left[~here], right[~here], tops[~here], feet[~here])),
        path("p", bars(left[here], right[here], tops[here], feet[here])),
        path("line ink", staircase(edges, feet)),
        *(_name(piece, at, across, up) for at, piece in enumerate(pieces, start=1)),
    )


def _name(piece: Piece, at: int, across: Linear, up: Linear) -> str:
    """What a long bar stands for, on the side where there is room: beside it nothing else is as high."""
    top, foot = up.at(piece.before), up.at(piece.after)
    if foot - top < _ROOM:
        return ""
    words = readable(piece.text)
    name = marked(words) if isinstance(words, str) else words.hex(" ").upper()
    label = f"{shortened(name, _LETTERS)} {fixed(piece.log_prob, 1)}"
    y, left, right = round((top + foot) / 2 + 4, 1), across.at(at - 0.5), across.at(at + 0.5)
    if right - left > _WIDE:
        return text(round(left + 6, 1), y, label, "note")
    leftward = 2 * at > across.low + across.high
    x, anchor = (left - 4, "end") if leftward else (right + 4, "start")
    return text(round(x, 1), y, label, "note halo", anchor)
