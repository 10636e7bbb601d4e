"""Three columns of bars: logits, exponentials, probabilities."""

from __future__ import annotations

import math

import numpy as np
from explorable import Width
from explorable.format import fixed, number
from explorable.plot import Array, Layout, Linear, Panel, box, path, picture, rounded_out, text
from explorable.tokens import brief_percent

from .result import TOKENS, Result

LAYOUTS = {
    "wide": Layout(
        720,
        232,
        {
            "logits": Panel(62, 220, 40, 216),
            "weights": Panel(306, 420, 40, 216),
            "shares": Panel(510, 650, 40, 216),
        },
    ),
    "narrow": Layout(
        360,
        548,
        {
            "logits": Panel(62, 280, 34, 164),
            "weights": Panel(62, 260, 218, 348),
            "shares": Panel(62, 290, 402, 532),
        },
    ),
}
_BAR = 20


def drawn(result: Result, width: Width, sentence: str) -> str:
    """The picture."""
    layout = LAYOUTS[width]
    columns = {"logits": _logits, "weights": _weights, "shares": _shares}
    content = "".join(column(result, layout[name]) for name, column in columns.items())
    if not layout.roomy:
        content += _names(layout["weights"]) + _names(layout["shares"])
    title = "Logits, exponentials, probabilities"
    return picture(f"softmax-{width}", layout.width, layout.height, title, sentence, content)


def _rows(panel: Panel) -> list[float]:
    """The middles of the four rows."""
    step = (panel.bottom - panel.top) / 4
    return [panel.top + step * (row + 0.5) for row in range(4)]


def _names(panel: Panel) -> str:
    return "".join(text(0, y + 4, name) for name, y in zip(TOKENS, _rows(panel), strict=True))


def _logits(result: Result, panel: Panel) -> str:
    low, high = rounded_out(min(0.0, result.logits.min()), max(result.logits.max(), 1.0), 4)
    across = Linear(low, high, panel.left, panel.right)
    labels = [fixed(z, 1) for z in result.logits.tolist()]
    what = "z + c" if result.state.shift else "z"
    return _names(panel) + _bars(
        panel, across.at(0.0), across.of(result.logits), labels, "Logits", what, "shape"
    )


def _weights(result: Result, panel: Panel) -> str:
    """Each time on a scale of their own: what overflows has a bar to the end."""
    if result.weights is None:
        return _heading(panel, "Exponentials", "") + text(
            panel.left, panel.top + 26, "none, in a limit", "note"
        )
    finite = np.isfinite(result.weights)
    largest = float(result.weights[finite].max(initial=0.0)) or 1.0
    across = Linear(0.0, largest, panel.left, panel.right)
    ends = across.of(np.where(finite, result.weights, largest))
    labels = [number(each) for each in result.weights.tolist()]
    what = "e^((z − max)/T)" if result.state.way == "shifted" else "e^(z/T)"
    return _bars(panel, panel.left, ends, labels, "Exponentials", what, "soft")


def _shares(result: Result, panel: Panel) -> str:
    """As the machine has them; where it has no number, what it divided."""
    across = Linear(0.0, 1.0, panel.left, panel.right)
    computed = result.p if result.shares is None else result.shares
    ends = across.of(np.where(np.isfinite(computed), computed, 0.0))
    labels = [brief_percent(each) if math.isfinite(each) else result.why for each in computed.tolist()]
    return _bars(panel, panel.left, ends, labels, "Probabilities", "p", "p")


def _bars(
    panel: Panel, zero: float, ends: Array, labels: list[str], name: str, what: str, classes: str
) -> str:
    """A bar for each token, from zero, with its number at the right."""
    rows = [(end, y, label) for end, y, label in zip(ends.tolist(), _rows(panel), labels, strict=True)]
    marks = (
        path(f"{classes} bar", box(min(zero, end), max(zero, end), y - _BAR / 2, y + _BAR / 2))
        for end, y, _ in rows
    )
    words = (text(round(max(zero, end) + 6, 1), y + 4, label, "tick") for end, y, label in rows)
    line = path("zero", f"M{zero:.1f} {panel.top:g}V{panel.bottom:g}")
    return _heading(panel, name, what) + "".join(marks) + line + "".join(words)


def _heading(panel: Panel, name: str, what: str) -> str:
    return text(panel.left, panel.top - 10, f'<tspan class="name">{name}</tspan> {what}')
