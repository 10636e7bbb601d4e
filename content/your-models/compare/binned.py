"""Rows in bins, where there are more of them than a picture or a table can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from explorable.plot import Array
from numpy.typing import NDArray

MOST = 500


@dataclass(frozen=True, eq=False)
class Binned:
    """Where each bin starts, with the end of the last; the mean and the largest value in each."""

    starts: NDArray[np.intp]
    means: Array
    largest: Array


def binned(values: Array, most: int = MOST) -> Binned:
    """At least one value, in at most so many bins; a value each where there are no more."""
    starts = np.unique(np.linspace(0, len(values), min(len(values), most) + 1).astype(np.intp))
    sums = np.add.reduceat(values, starts[:-1])
    return Binned(starts, sums / np.diff(starts), np.maximum.reduceat(values, starts[:-1]))
