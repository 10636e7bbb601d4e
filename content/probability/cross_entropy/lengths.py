"""The picture: what each token costs, and three lengths on one scale."""

from __future__ import annotations

import math

import numpy as np
from explorable import Width
from explorable.format import INFINITE, number
from explorable.plot import (
    Layout,
    Linear,
    Panel,
    bars,
    box,
    caps,
    linear_labels,
    linear_ticks,
    path,
    picture,
    rounded_out,
    text,
    value_axis,
    x_axis,
)

from ..shared.five import TOKENS
from ..shared.units import in_unit
from .result import Result

LAYOUTS = {
    "wide": Layout(720, 404, {"areas": Panel(52, 706, 28, 208), "lengths": Panel(132, 690, 276, 362)}),
    "narrow": Layout(360, 404, {"areas": Panel(40, 350, 28, 208), "lengths": Panel(76, 334, 276, 362)}),
}
_TOP = {"bits": 7.0, "nats": 5.0}  # what a share of a hundredth costs, and more
_WIDE = 34  # of a column that has its name in it


def drawn(result: Result, width: Width, sentence: str) -> str:
    """Both panels."""
    layout = LAYOUTS[width]
    content = _areas(result, layout["areas"]) + _lengths(result, layout["lengths"])
    title = "What each token costs, and what all of them come to"
    return picture(f"cross-entropy-{width}", layout.width, layout.height, title, sentence, content)


def _areas(result: Result, panel: Panel) -> str:
    """Columns as high as −log q, and −log p as a level in each."""
    per_nat, top = in_unit(1.0, result.unit), _TOP[result.unit]
    up, axis = value_axis(panel, 0.0, top, "linear", 8)
    across, ticks = Linear(0, 1, panel.left, panel.right), linear_ticks(0, 1, 6)
    there = result.p > 0
    edges = across.of(np.concatenate([[0.0], np.cumsum(result.p)]))
    left, right = edges[:-1][there] + 0.75, edges[1:][there] - 0.75
    cost = np.minimum(-result.log_q[there] * per_nat, top)
    own = -result.log_p[there] * per_nat
    middles = ((left + right) / 2).round(1).tolist()
    names = [name for name, some in zip(TOKENS, there.tolist(), strict=True) if some]
    ruled_out = (result.log_q[there] == -np.inf).tolist()
    words = (
        '<tspan class="q name">−log q</tspan> what a token costs; '
        f'<tspan class="p name">−log p</tspan> a line; {result.unit}'
    )
    return "".join(
        (
            axis,
            x_axis(panel, across, tuple(ticks), tuple(linear_labels(ticks)), "probability p, side by side"),
            path("q band", bars(left, right, panel.bottom, up.of(cost))),
            path("p cap", caps(left, right, up.of(own))),
            *(
                text(x, panel.bottom - 6, name, "note halo", "middle")
                for x, a, b, name in zip(middles, left.tolist(), right.tolist(), names, strict=True)
                if b - a > _WIDE
            ),
            *(
                text(x, panel.top + 12, INFINITE, "q name halo", "middle")
                for x, out in zip(middles, ruled_out, strict=True)
                if out
            ),
            text(panel.left, panel.top - 11, words),
        )
    )


def _lengths(result: Result, panel: Panel) -> str:
    """H(P) and KL end to end, the cross-entropy, and the loss on the text, one below the other."""
    entropy, kl, cost, loss = (
        in_unit(each, result.unit) for each in (result.entropy, result.kl, result.cost, result.loss)
    )
    finite = [each for each in (cost, loss, 2.0) if math.isfinite(each)]
    low, high = rounded_out(0.0, max(finite), 5)
    across, ticks = Linear(low, high, panel.left, panel.right), linear_ticks(low, high, 6)
    ends = [across.at(entropy), *(across.at(min(each, high)) for each in (cost, loss))]
    top, mid, foot = panel.top, panel.top + 30, panel.top + 60
    start = panel.left
    return "".join(
        (
            x_axis(panel, across, tuple(ticks), tuple(linear_labels(ticks)), result.unit),
            path("p band", box(start, ends[0], top, top + 20)),
            path("q band", box(ends[0], ends[1], top, top + 20)),
            path("shape", box(start, ends[1], mid, mid + 20)),
            path("open", box(start, ends[2], foot, foot + 20)),
            text(start - 7, top + 14, "H(P) + KL", "label", "end"),
            text(start - 7, mid + 14, "H(P, Q)", "label", "end"),
            text(
                start - 7,
                foot + 14,
                f"loss, n = {result.counts.sum()}" if panel.left > 100 else "loss",
                "label",
                "end",
            ),
            _inside(start, ends[0], top, '<tspan class="p name">H(P)</tspan> ' + number(entropy)),
            _inside(ends[0], ends[1], top, '<tspan class="q name">KL</tspan> ' + number(kl)),
            *(
                text(panel.right - 6, y + 14, INFINITE, "name halo", "end")
                for y, each in ((mid, cost), (foot, loss))
                if math.isinf(each)
            ),
        )
    )


def _inside(left: float, right: float, top: float, words: str) -> str:
    """What a length is called, where that fits into it."""
    letters = len(words) - len('<tspan class="p name"></tspan>')
    return text(left + 5, top + 14, words, "note halo") if right - left > 7 * letters + 6 else ""
