"""KL token by token beside the estimate: by what factor they differ, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from explorable import State

from ..shared.chosen import chosen
from ..shared.measured import Floats, Pair
from ..shared.measured import pairs as all_pairs
from ..shared.settings import Setting
from ..shared.spread import Row, Spread, by_setting, spread

NEAR = 2.0  # the factor within which two numbers are called alike


@dataclass(frozen=True, eq=False)
class Comparison:
    """The pairs that are looked at, from the least KL, and a row for each setting, by its median ratio.

    The ratio of a pair is the estimate over KL token by token.
    """

    state: State
    pairs: tuple[Pair, ...]
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
    def ratios(self) -> Floats:
        """The ratio of each of the pairs."""
        return np.array([ratio(pair) for pair in self.pairs])

    @cached_property
    def spread(self) -> Spread:
        """How the ratios are spread."""
        return spread(self.ratios)

    @property
    def within(self) -> float:
        """The share of pairs whose ratio is within a factor of two of 1."""
        return within(self.ratios)

    @property
    def farthest(self) -> float:
        """The greatest factor, up or down, between the two."""
        return float(np.exp(np.abs(np.log(self.ratios)).max()))

    @cached_property
    def order(self) -> float | None:
        """Spearman's rank correlation of the two; None for less than three pairs."""
        if len(self.pairs) < 3:
            return None
        both = [[pair.kl.value for pair in self.pairs], [pair.estimate.value for pair in self.pairs]]
        return float(np.corrcoef([np.argsort(np.argsort(each)) for each in both])[0, 1])

    @cached_property
    def directions(self) -> Floats:
        """Of each pair, the greater of KL and its reverse over the lesser."""
        return np.array([one_sided(pair) for pair in self.pairs])

    @cached_property
    def halves(self) -> tuple[float, float]:
        """The median ratio of the nearer half of the pairs, and of the farther one."""
        middle = max(len(self.ratios) // 2, 1)
        return float(np.median(self.ratios[:middle])), float(np.median(self.ratios[-middle:]))


def ratio(pair: Pair) -> float:
    """The estimate over KL token by token."""
    return pair.estimate.value / pair.kl.value


def one_sided(pair: Pair) -> float:
    """How many times KL one way round is KL the other way round, from 1."""
    return math.exp(abs(math.log(pair.kl.value / pair.reverse.value)))


def within(ratios: Floats) -> float:
    """The share of ratios that are within a factor of two of 1."""
    return float((np.abs(np.log(ratios)) <= math.log(NEAR)).mean())


def compute(state: State) -> Comparison:
    """The pairs of the setting that is looked into, or all of them."""
    row = next((row for row in rows() if row.setting == chosen(state.setting)), None)
    return Comparison(state, tuple(sorted(row.pairs if row else pairs(), key=exact)), rows())


def exact(pair: Pair) -> float:
    """KL token by token, in bits per byte."""
    return pair.kl.value


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """The pairs that have an estimate: of a model that rules tokens out there is none."""
    return tuple(pair for pair in all_pairs() if math.isfinite(pair.estimate.value))


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """Every setting's pairs, by their ratio."""
    return by_setting(pairs(), ratio)


def decades(values: Sequence[float]) -> tuple[float, float]:
    """The powers of ten between which all values lie."""
    return 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(values)))
