"""Pairs by their setting, and how what is measured of them is spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .measured import Floats, Pair
from .settings import SETTINGS, Setting


@dataclass(frozen=True)
class Spread:
    """A median, the quartiles about it, and the ends, of `count` values."""

    count: int
    least: float
    low: float
    median: float
    high: float
    most: float


def spread(values: Floats) -> Spread:
    """How values are spread, of which there is one at least."""
    return Spread(len(values), *np.quantile(values, (0.0, 0.25, 0.5, 0.75, 1.0)).tolist())


@dataclass(frozen=True, eq=False)
class Row:
    """A setting's pairs by what was measured of them, from the least; `values` are in the same order."""

    setting: Setting
    pairs: tuple[Pair, ...]
    values: Floats

    @property
    def spread(self) -> Spread:
        """How the values are spread."""
        return spread(self.values)


def by_setting(pairs: Sequence[Pair], value: Callable[[Pair], float]) -> tuple[Row, ...]:
    """A row for each setting that there are pairs of, from the least median to the greatest."""
    found = [_row(setting, pairs, value) for setting in SETTINGS if any(p.setting == setting for p in pairs)]
    return tuple(sorted(found, key=lambda row: row.spread.median))


def _row(setting: Setting, pairs: Sequence[Pair], value: Callable[[Pair], float]) -> Row:
    own = sorted((pair for pair in pairs if pair.setting == setting), key=value)
    return Row(setting, tuple(own), np.array([value(pair) for pair in own]))
