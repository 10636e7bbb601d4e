"""A divergence that a reader brings, on the scale of all pairs that were measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from explorable import State

from ..shared.chosen import chosen
from ..shared.measured import Pair
from ..shared.settings import PAPERS, Median, Setting
from ..shared.spread import Row, by_setting
from ..shared.whose import FAMILY, LARGE, pairs_from
from .reading import Asked, read

ODDS = 20  # to 1: at which one of two models is taken for the one that wrote a text


@dataclass(frozen=True, eq=False)
class Ruler:
    """What the reader asks, whether that was a line, and a row of pairs for each setting, nearest first."""

    state: State
    asked: Asked
    from_line: bool
    rows: tuple[Row, ...]

    @property
    def setting(self) -> Setting | None:
        """The setting that is looked into; None for all."""
        return chosen(self.state.setting)

    @cached_property
    def row(self) -> Row | None:
        """Its row; None for all, and where no pair of it was measured."""
        return next((row for row in self.rows if row.setting == self.setting), None)

    @cached_property
    def nearest(self) -> Row:
        """The setting whose median is nearest, by factors."""
        return min(self.rows, key=lambda row: abs(math.log(row.spread.median / self.asked.bits_per_byte)))

    @cached_property
    def paper(self) -> Median:
        """The nearest of the paper's medians."""
        return min(PAPERS, key=lambda each: abs(math.log(each.bits_per_byte / self.asked.bits_per_byte)))

    @cached_property
    def around(self) -> tuple[Row | None, Row | None]:
        """The settings with the medians next below and above; None where there is none."""
        at = self.asked.bits_per_byte
        below = [row for row in self.rows if row.spread.median <= at]
        above = [row for row in self.rows if row.spread.median > at]
        return (below[-1] if below else None), (above[0] if above else None)

    @property
    def most_variation(self) -> float:
        """The most that total variation can be on average over tokens.

        By Pinsker's inequality √(KL / 2), by Bretagnolle's and Huber's √(1 − exp(−KL)) (Canonne 2022), KL in
        nats. Both are concave in KL, so that the bound at the mean KL is one of the mean variation.
        """
        kl = self.asked.nats_per_token
        return min(math.sqrt(kl / 2), math.sqrt(-math.expm1(-kl)))

    @property
    def tokens(self) -> float:
        """How many tokens it takes on average until the odds are 20 to 1, when the first model writes.

        Each adds KL nats on average to the logarithm of the odds, which is ln 20 then, or a little more
        (Wald 1945). A text of the other model ever gets there with a probability of at most 1/20.
        """
        return max(math.log(ODDS) / self.asked.nats_per_token, 1.0)

    @cached_property
    def places(self) -> tuple[tuple[Row, int], ...]:
        """The dots that can be looked at, from the least: a row and the number in it."""
        rows = [self.row] if self.row else self.rows
        found = [(row, index) for row in rows for index in range(len(row.pairs))]
        return tuple(sorted(found, key=lambda place: float(place[0].values[place[1]])))


def compute(state: State) -> Ruler:
    """Read the line or the fields, and lay the pairs out by what the reader has them measured by."""
    fields = Asked(state.kl, state.unit, state.bytes)
    told = read(state.line, fields) if state.line.strip() else None
    return Ruler(state, told or fields, told is not None, rows(state.measure))


@lru_cache(maxsize=2)
def rows(measure: str) -> tuple[Row, ...]:
    """Every setting's pairs, by KL token by token or by the estimate, where that is finite."""
    every = (*pairs_from(FAMILY), *pairs_from(LARGE))
    if measure == "estimate":
        return by_setting([pair for pair in every if math.isfinite(pair.estimate.value)], estimated)
    return by_setting(every, exact)


def exact(pair: Pair) -> float:
    """KL token by token, in bits per byte."""
    return pair.kl.value


def estimated(pair: Pair) -> float:
    """The estimate of it, in bits per byte."""
    return pair.estimate.value


@lru_cache(maxsize=1)
def limits() -> tuple[float, float]:
    """The powers of ten between which all pairs lie, by either measure, and all medians of the paper."""
    found = [row.values for measure in ("exact", "estimate") for row in rows(measure)]
    both = np.concatenate([*found, [median.bits_per_byte for median in PAPERS]])
    return float(10.0 ** np.floor(np.log10(both.min()))), float(10.0 ** np.ceil(np.log10(both.max())))
