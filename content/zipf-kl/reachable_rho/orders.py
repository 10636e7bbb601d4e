"""The rank correlations that one seed's shuffles of N tokens reach, all of them.

Token i has a random number g. Sorted by cos(a) ln i + sin(a) g, the tokens go from P's order at a = 0° over
the order of the random numbers alone at 90° to the reverse at 180°, one exchange of neighbours at a time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from explorable.plot import Array
from nexttoken import rank_noise, reachable_orders

MOST = 400  # tokens
SEEDS = 200  # 1 … 200
FLOOR = 0.3


@dataclass(frozen=True, eq=False)
class RhoPath:
    """The orders on the way of one seed, and where the noise of others ends.

    `rho` falls from 1 to −1; order k stands from the angle `turns[k]` to `turns[k + 1]`, in degrees from 0 to
    180. `alone` holds the correlation of the noise alone for the seeds 1 … 200.
    """

    n: int
    seed: int
    rho: Array
    turns: Array
    alone: Array

    @property
    def last_by_noise(self) -> int:
        """The number of the order at 90°, where only noise is left."""
        return int(np.searchsorted(self.turns, 90.0, side="right")) - 1

    @property
    def noise_alone(self) -> float:
        """The correlation at 90°: what adding ever more noise to P's order ends at."""
        return float(self.rho[self.last_by_noise])

    @cached_property
    def gap(self) -> float:
        """The largest step from one reachable correlation to the next."""
        return float(-np.diff(self.rho).min())

    @property
    def above(self) -> float:
        """The share of the 200 seeds whose noise alone lies above 0.3."""
        return float((self.alone > FLOOR).mean())

    @property
    def spread(self) -> float:
        """The root mean square of the 200 correlations of noise alone."""
        return math.sqrt(float((self.alone**2).mean()))

    @property
    def spread_expected(self) -> float:
        """The same over all orders, equally likely: 1 / sqrt(N − 1), exactly."""
        return 1 / math.sqrt(self.n - 1)


def rho_path(n: int, seed: int) -> RhoPath:
    """The path of `seed` over 2 ≤ n ≤ 400 tokens."""
    orders = reachable_orders(n, seed)
    return RhoPath(n, seed, orders.rho, np.degrees(orders.angles), noise_alone(n))


@lru_cache(maxsize=4)
def noise_alone(n: int) -> Array:
    """Spearman's correlation of the order of g with 1 … n, for the seeds 1 … 200."""
    order = np.argsort(_noise()[:, :n], axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable")
    squares = ((ranks - np.arange(n)) ** 2).sum(axis=1)
    whole = n * (n * n - 1)
    rho: Array = (whole - 6 * squares) / whole  # integers divided once: 0.3 is 0.3
    return rho


@lru_cache(maxsize=1)
def _noise() -> Array:
    return np.array([rank_noise(seed, MOST) for seed in range(1, SEEDS + 1)])
