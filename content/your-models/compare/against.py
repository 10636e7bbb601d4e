"""Two panels: KL of each row against how sure A was, by its likeliest token, and by its entropy."""

from __future__ import annotations

from typing import Literal

import numpy as np
from explorable.plot import (
    Array,
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
    rounded_out,
    text,
    x_axis,
    y_axis,
)
from nexttoken.compare.where import BUCKETS

from .result import Found

type By = Literal["top", "entropy"]

_MOST_DOTS = 600
_DEEPEST, _LEAST = 1e-6, 1e-9  # of the largest, below which dots lie at the bottom; and nats
_BINS = 6
_HEADINGS = {"top": "Where A is sure", "entropy": "Where A has many ways on"}
_TITLES = {"top": "probability of A’s likeliest token, %", "entropy": "A’s entropy, nats"}


def against(found: Found, panel: Panel, by: By) -> str:
    """A dot for each row, or for as many as there is room for, and the mean of those that are alike."""
    x, edges = _measured(found, by)
    up = _up(found.kl, panel)
    across = Linear(0, float(edges[-1]), panel.left, panel.right)
    every = -(-len(x) // _MOST_DOTS)
    levels = tuple(log_ticks(up.low, up.high, 5))
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0) if by == "top" else tuple(linear_ticks(0, across.high, 5))
    labels = tuple(f"{100 * tick:g}" for tick in ticks) if by == "top" else tuple(linear_labels(ticks))
    seen = found.at
    heading = f'<tspan class="name">{_HEADINGS[by]}</tspan>, KL, nats'
    return "".join(
        (
            y_axis(panel, up, levels, tuple(log_labels(levels))),
            x_axis(panel, across, ticks, labels, _TITLES[by]),
            path("soft whole", dots(across.of(x[::every]), _heights(up, found.kl[::every]), 1.7)),
            path("line ink", _means(x, found.kl, edges, across, up)),
            path("ink dot", dots(across.of(x[[seen]]), _heights(up, found.kl[[seen]]), 4)),
            text(panel.left, panel.top - 14, heading),
        )
    )


def _measured(found: Found, by: By) -> tuple[Array, Array]:
    """What the rows are held against, and the edges between which means are taken."""
    if by == "top":
        return found.top, np.array(BUCKETS)
    _, most = rounded_out(0, max(float(found.entropy.max()), 0.1), 5)
    return found.entropy, np.linspace(0, most, _BINS + 1)


def _up(kl: Array, panel: Panel) -> Log:
    """Whole decades around all that is not next to nothing."""
    finite = kl[np.isfinite(kl)]
    most = max(float(finite.max(initial=0.0)), _LEAST)
    worth = finite[finite > _DEEPEST * most]
    least = float(worth.min()) if len(worth) else most
    low, high = 10.0 ** np.floor(np.log10(least)), 10.0 ** np.ceil(np.log10(most))
    return Log(float(low), float(max(high, 10 * low)), panel.bottom, panel.top)


def _heights(up: Log, kl: Array) -> Array:
    return up.of(np.clip(kl, up.low, up.high))


def _means(x: Array, kl: Array, edges: Array, across: Linear, up: Log) -> str:
    """A level line over each bin in which there are rows."""
    bin_of = np.clip(np.searchsorted(edges, x, "right") - 1, 0, len(edges) - 2)
    counts = np.bincount(bin_of, minlength=len(edges) - 1)
    there = counts > 0
    sums = np.bincount(bin_of, np.clip(kl, 0, up.high), minlength=len(edges) - 1)
    means = sums[there] / counts[there]
    return caps(across.of(edges[:-1][there]) + 1, across.of(edges[1:][there]) - 1, _heights(up, means))
