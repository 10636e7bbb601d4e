"""A rank axis that several panels share: the same rank lies at the same place in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from explorable.format import count
from explorable.plot.axes import Panel, x_axis
from explorable.plot.bins import Bins, linear_bins, log_bins
from explorable.plot.scales import Array, Kind, Linear, Log, Scale
from explorable.plot.ticks import linear_ticks, log_ticks

MOST_MARKS = 128  # side by side: beyond it, neighbouring tokens share a mark
WIDEST_GAP = 1.5  # kept free at each side of a broad bar
NO_GAP, FULL_GAP = 5.1, 10.0  # bars narrower than the one touch, from the other on their gap is whole


@dataclass(frozen=True, eq=False)
class Ranks:
    """Where the marks lie, what they stand for, and the axis itself."""

    bins: Bins
    scale: Scale
    edges: Array  # places of the bounds between marks
    left: Array  # places of the marks' own sides: bars keep a little apart
    right: Array
    spans: Array  # the marks' widths in the measure of the axis, so that height × span is what they hold
    measure: str
    axis: str

    @cached_property
    def apart(self) -> int:
        """How many marks, from the first, have room between them: all, none or, on a log axis, some."""
        return int((self.left != self.edges[:-1]).sum())

    @property
    def logarithmic(self) -> bool:
        """Whether equal factors of rank take equal room."""
        return isinstance(self.scale, Log)

    @property
    def key(self) -> str:
        """How many tokens a mark stands for."""
        if self.bins.single:
            return "each mark: one token"
        if self.logarithmic:
            return f"each mark: 1 to {count(self.bins.largest)} tokens"
        return f"each mark: {count(self.bins.largest)} tokens"

    def at(self, x: float) -> int:
        """The rank under a place, the nearest one beside the axis."""
        inside = min(max(x, self.scale.start), self.scale.end)
        return min(max(round(self.scale.back(inside)), 1), self.bins.n)

    def beside(self, rank: int, marks: int) -> int:
        """The middle rank of the mark so many marks after (or, below 0, before) the one that holds a rank.

        Beyond the ends it is the first or the last rank.
        """
        index = self.bins.holding(rank) + marks
        if not 0 <= index < len(self.bins.starts):
            return 1 if index < 0 else self.bins.n
        return int(self.bins.starts[index]) + (int(self.bins.sizes[index]) + 1) // 2


@lru_cache(maxsize=32)
def rank_bins(n: int, kind: Kind, marks: int = MOST_MARKS) -> Bins:
    """The ranks 1 … n in at most about `marks` marks, one token each while they fit.

    On a linear axis the others hold 1, 2, 5, 10 … tokens each, on a log axis they grow with rank.
    """
    return log_bins(n, marks) if kind == "log" else linear_bins(n, marks)


@lru_cache(maxsize=32)
def rank_axis(panel: Panel, n: int, kind: Kind, title: str, marks: int, ticks: int) -> Ranks:
    """The ranks 1 … n below a panel, in about `marks` marks and with at most `ticks` ticks.

    A mark's span is counted in tokens on a linear axis (in the tokens of a full mark, where they share one),
    in decades of rank on a log axis: areas mean the same all along either.
    """
    ends = (0.5, n + 0.5, panel.left, panel.right)
    scale: Scale = Log(*ends) if kind == "log" else Linear(*ends)
    bins = rank_bins(n, kind, marks)
    edges = scale.of(bins.edges)
    gaps = _gaps(np.diff(edges))
    places = _ticks(panel, n, kind, ticks)
    words = f"{title}, log scale" if kind == "log" else title
    axis = x_axis(panel, scale, places, tuple(count(round(place)) for place in places), words)
    left, right = edges[:-1] + gaps, edges[1:] - gaps
    return Ranks(bins, scale, edges, left, right, spans(bins, kind, bins.largest), _measure(bins, kind), axis)


def spans(bins: Bins, kind: Kind, whole: int) -> Array:
    """The widths of marks in decades of rank or, on a linear axis, in marks of `whole` tokens."""
    return np.diff(np.log10(bins.edges)) if kind == "log" else bins.sizes / whole


def _gaps(widths: Array) -> Array:
    """The room kept free at each side of bars: it goes as they grow thin, not at once."""
    broad = np.clip((widths - NO_GAP) / (FULL_GAP - NO_GAP), 0.0, 1.0)
    return np.minimum(widths * 0.12, WIDEST_GAP) * broad


def _measure(bins: Bins, kind: Kind) -> str:
    if kind == "log":
        return "decade of rank"
    return "token" if bins.single else f"{count(bins.largest)} tokens"


def _ticks(panel: Panel, n: int, kind: Kind, most: int) -> tuple[float, ...]:
    """Round ranks from 1 to at most `n`, as many as there is room for their labels."""
    room = (panel.right - panel.left) / (14 + 7.5 * len(count(n)))
    most = min(most, int(room))
    ticks = log_ticks(1, n, most) if kind == "log" else linear_ticks(0, n, most)
    return tuple(sorted({max(tick, 1.0) for tick in ticks if tick.is_integer()}))
