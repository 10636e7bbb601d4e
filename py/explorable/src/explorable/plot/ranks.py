"""A rank axis that several panels share: the same rank lies at the same place in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorable.format import count
from explorable.plot.axes import Panel, x_axis
from explorable.plot.bins import Bins, linear_bins, log_bins
from explorable.plot.scales import Array, Kind, Linear, Log, Scale
from explorable.plot.ticks import linear_ticks, log_ticks

MOST_BARS = 40  # with more tokens than this, marks are no longer set apart, and neighbours may share one


@dataclass(frozen=True, eq=False)
class Ranks:
    """Where the marks lie, what they stand for, and the axis itself."""

    bins: Bins
    edges: Array  # places of the bounds between marks
    left: Array  # places of the marks' own sides: bars keep a little apart
    right: Array
    spans: Array  # the marks' widths in the measure of the axis, so that height × span is what they hold
    measure: str
    axis: str

    @property
    def barred(self) -> bool:
        """Whether every token has a bar of its own."""
        return self.bins.n <= MOST_BARS

    @property
    def key(self) -> tuple[str, ...]:
        """What a mark stands for, in a phrase or two."""
        if self.bins.largest == 1:
            return ("each mark: one token",)
        return f"each mark: up to {count(self.bins.largest)} tokens", "band: least to greatest; line: mean"


@lru_cache(maxsize=32)
def rank_axis(panel: Panel, n: int, kind: Kind, title: str, marks: int, ticks: int) -> Ranks:
    """The ranks 1 … n below a panel, in about `marks` marks and with at most `ticks` ticks.

    A mark's span is counted in tokens on a linear axis (in the tokens of a full mark, where they share one),
    in decades of rank on a log axis: areas mean the same all along either.
    """
    ends = (0.5, n + 0.5, panel.left, panel.right)
    scale: Scale = Log(*ends) if kind == "log" else Linear(*ends)
    bins = _bins(n, kind, marks)
    edges = scale.of(bins.edges)
    gap = np.minimum(np.diff(edges) * 0.12, 1.5) if n <= MOST_BARS else 0.0
    spans = np.diff(np.log10(bins.edges)) if kind == "log" else bins.sizes / bins.largest
    places = _ticks(panel, n, kind, ticks)
    words = f"{title}, log scale" if kind == "log" else title
    axis = x_axis(panel, scale, places, tuple(count(round(place)) for place in places), words)
    return Ranks(bins, edges, edges[:-1] + gap, edges[1:] - gap, spans, _measure(bins, kind), axis)


def _bins(n: int, kind: Kind, marks: int) -> Bins:
    if n <= MOST_BARS:
        return linear_bins(n, n)
    return log_bins(n, marks) if kind == "log" else linear_bins(n, marks)


def _measure(bins: Bins, kind: Kind) -> str:
    if kind == "log":
        return "decade of rank"
    return "token" if bins.largest == 1 else f"{count(bins.largest)} tokens"


def _ticks(panel: Panel, n: int, kind: Kind, most: int) -> tuple[float, ...]:
    """Round ranks from 1 to at most `n`, as many as there is room for their labels."""
    room = (panel.right - panel.left) / (14 + 7.5 * len(count(n)))
    most = min(most, int(room))
    ticks = log_ticks(1, n, most) if kind == "log" else linear_ticks(0, n, most)
    return tuple(sorted({max(tick, 1.0) for tick in ticks if tick.is_integer()}))
