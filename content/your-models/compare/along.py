"""A panel: KL along the text."""

from __future__ import annotations

import numpy as np
from explorable.plot import (
    Array,
    Linear,
    Panel,
    bars,
    linear_labels,
    linear_ticks,
    path,
    rounded_out,
    text,
    x_axis,
    y_axis,
)

from .binned import binned
from .result import Found


def along(found: Found, panel: Panel) -> str:
    """A bar a row, or the highest of some where they are many; flips are marked, and the row looked at is."""
    bins, rows = binned(found.kl), len(found.kl)
    finite = found.kl[np.isfinite(found.kl)]
    _, most = rounded_out(0, float(finite.max(initial=0.0)) or 1.0, 4)
    up, across = Linear(0, most, panel.bottom, panel.top), Linear(0, rows, panel.left, panel.right)
    highest = np.minimum(bins.largest, most)
    left, right = (across.of(each.astype(float)) for each in (bins.starts[:-1], bins.starts[1:]))
    gap = 0.15 * (right - left)
    at = int(np.searchsorted(bins.starts, found.at, "right")) - 1
    others, one = np.delete(np.arange(len(highest)), at), np.array([at])
    levels = linear_ticks(0, most, 4)
    ticks = tuple(tick for tick in linear_ticks(0, rows, 8) if tick % 1 == 0)
    middle = (left + right) / 2
    flipped = np.unique(np.searchsorted(bins.starts, _flips(found), "right") - 1)

    def drawn(part: np.ndarray) -> str:
        return bars(left[part] + gap[part], right[part] - gap[part], up.at(0), up.of(highest[part]))

    return "".join(
        (
            y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "row"),
            path("soft whole", drawn(others)),
            path("ink whole", drawn(one)),
            path("loss whole", _triangles(middle[flipped], up.of(highest[flipped]) - 3)),
            text(panel.left, panel.top - 14, '<tspan class="name">Along the text</tspan>, KL(A‖B), nats'),
            _legend(panel) if len(flipped) else "",
        )
    )


def _flips(found: Found) -> np.ndarray:
    """Which of the rows that were compared these are."""
    return np.searchsorted(found.places, [flip.at for flip in found.report.flips])


def _triangles(x: Array, tip: Array) -> str:
    """Standing on their tips."""
    return "".join(f"M{a:.1f} {b:.1f}l-3 -5h6Z" for a, b in zip(x.tolist(), tip.tolist(), strict=True))


def _legend(panel: Panel) -> str:
    sign = _triangles(np.array([panel.left + 4.0]), np.array([panel.bottom + 32.0]))
    words = "another favourite, though A was sure"
    return path("loss whole", sign) + text(panel.left + 11, panel.bottom + 32, words, "note")
