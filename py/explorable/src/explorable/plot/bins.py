"""Neighbouring ranks, gathered until each mark is wide enough to be seen.

A token of rank i takes the room from i - ½ to i + ½ on either scale, so marks stand side by side
without gaps, and one token's mark is the bar of that token.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorable.plot.scales import Array


@dataclass(frozen=True, eq=False)
class Heights:
    """What a mark shows of the values that it holds; for one value the three are that value."""

    mean: Array
    least: Array
    greatest: Array


@dataclass(frozen=True, eq=False)
class Bins:
    """Consecutive runs of the ranks 1 … n; `starts` are the (0-based) indices at which they begin."""

    n: int
    starts: NDArray[np.intp]

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """How many tokens each holds."""
        return np.diff(self.starts, append=self.n)

    @cached_property
    def largest(self) -> int:
        """The most tokens that one holds."""
        return int(self.sizes.max())

    @property
    def single(self) -> bool:
        """Whether each holds one token."""
        return self.largest == 1

    @cached_property
    def edges(self) -> Array:
        """Their bounds on the rank axis, one more than there are bins: ½ … n + ½."""
        return np.append(self.starts, self.n) + 0.5

    def total(self, values: Array) -> Array:
        """The sum over each bin."""
        return np.add.reduceat(values, self.starts)

    def mean(self, values: Array) -> Array:
        """The mean over each bin."""
        return self.total(values) / self.sizes

    def least(self, values: Array) -> Array:
        """The smallest value in each bin."""
        return np.minimum.reduceat(values, self.starts)

    def greatest(self, values: Array) -> Array:
        """The greatest value in each bin."""
        return np.maximum.reduceat(values, self.starts)

    def heights(self, values: Array) -> Heights:
        """Mean, least and greatest value of each bin."""
        if self.single:
            return Heights(values, values, values)
        return Heights(self.mean(values), self.least(values), self.greatest(values))

    def holding(self, rank: int) -> int:
        """The index of the bin that holds a rank (from 1)."""
        return int(np.searchsorted(self.starts, rank - 1, side="right")) - 1

    def first(self, n: int) -> Bins:
        """These bins over the ranks 1 … n only, or over as many as there are."""
        return self if n >= self.n else Bins(n, self.starts[self.starts < n])


def linear_bins(n: int, most: int) -> Bins:
    """At most `most` bins of 1, 2, 5, 10, 20, 50 … tokens each (the last may be smaller)."""
    return Bins(n, np.arange(0, n, _round_up(-(-n // most))))


def _round_up(size: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 … that is at least `size`."""
    power: int = 10 ** (len(str(size)) - 1)
    return next(m * power for m in (1, 2, 5, 10) if m * power >= size)


def log_bins(n: int, most: int) -> Bins:
    """About `most` bins at most, of one token at the head and growing in proportion to rank."""
    growth = math.expm1(math.log(n + 1) / most) if n > most else 0.0
    starts, start = [], 0
    while start < n:
        starts.append(start)
        start += max(1, math.floor(growth * (start + 1)))
    return Bins(n, np.array(starts))
