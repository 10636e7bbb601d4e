"""A second ranking of the same tokens, at a prescribed Spearman correlation with the first.

All rankings come from one path per seed. Token i carries noise z_i; sort the tokens by cos(a) ln i + sin(a)
z_i while the angle a turns from 0 (the same order, rho = 1) over pi/2 (noise alone) to pi (the reverse
order, rho = -1). For a below pi/2 that is the order of ln i + tau z_i with tau = tan a, beyond it that of
-ln i + |tau| z_i. The keys of two tokens cross exactly once on the way, so every step exchanges two
neighbours whose order was still P's, and rho falls at every step, by 12 / (n (n + 1)) at most. Equal keys
are ordered by token.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import index

import numpy as np

from .arrays import Floats, Ranks, read_only
from .noise import rank_noise
from .ordering import identity, spearman
from .swaps import SwapPath
from .sweep import SweepPath
from .zipf import log_rank_table, log_ranks

EXACT_UP_TO = 400  # tokens; 12 / (n (n + 1)) is less than two tolerances of the search beyond this
_SEEDS = 6  # of one vocabulary may be asked in turn without any work being done twice


@dataclass(frozen=True, eq=False)
class Ranking:
    """Q's ranking of the tokens, and how near it came to the correlation asked for.

    `rho_below` is the largest reachable correlation at or below the target, `rho_above` the smallest at or
    above it, and `rho` the nearer of the two, the upper if they are equally near. Up to 400 tokens these
    are exact: consecutive steps of the path, equal where the target is itself a step. Beyond that, steps
    are closer than 7.5e-5 and all three are one correlation within 5e-5 of the target: equal neighbours
    mean that the target was reached.
    """

    ranks: Ranks
    """Q's rank (1-based) of the token with P-rank i + 1: int32, shape (n,), read-only."""
    rho: float
    """Spearman's correlation of `ranks` with P's ranks: the nearest double to the true value."""
    rho_below: float
    rho_above: float

    @cached_property
    def log_ranks(self) -> Floats:
        """ln of `ranks`: shape (n,), read-only."""
        return read_only(log_rank_table(len(self.ranks))[self.ranks])

    @cached_property
    def log_shifts(self) -> Floats:
        """By how much ln rank grows from P to Q, per token in P's rank order: shape (n,), read-only."""
        return read_only(self.log_ranks - log_ranks(len(self.ranks)))


def ranking(n: int, rho: float, seed: int) -> Ranking:
    """Return the ranking of n tokens nearest to the correlation rho on the seed's path.

    It depends on the three arguments only. Needs n >= 2, -1 <= rho <= 1 and 0 <= seed < 2^64, or raises
    ValueError.
    """
    if index(n) < 2:
        raise ValueError(f"a ranking compares at least two tokens, not {n}")
    if not -1 <= rho <= 1:
        raise ValueError(f"a rank correlation lies between -1 and 1, not {rho}")
    rank_noise(seed, 1)  # refuses a bad seed before anything is cached
    return _ranking(index(n), float(rho), index(seed))


@dataclass(frozen=True, eq=False)
class ReachableOrders:
    """All orders on the way from P's to its reverse, by falling correlation. Read-only arrays.

    An order stands until the keys of two of its neighbours cross, which exchanges them.
    """

    rho: Floats
    """Spearman's correlation of each order with P's, from 1 down to -1: shape (n (n - 1) / 2 + 1,)."""
    angles: Floats
    """Between which angles, in radians, each stands: order k from angles[k] to angles[k + 1], 0 to pi."""


def reachable_orders(n: int, seed: int) -> ReachableOrders:
    """Return what a seed's path passes through, for 2 <= n <= 400 tokens (see `ranking`).

    Raises ValueError for another n or for a bad seed: memory and time grow with n squared.
    """
    if not 2 <= index(n) <= EXACT_UP_TO:
        raise ValueError(f"all orders are listed for 2 to {EXACT_UP_TO} tokens, not {n}")
    path = _swap_path(index(n), index(seed))
    angles = np.concatenate(([0.0], np.arctan2(1.0, path.crossings), [math.pi]))
    return ReachableOrders(read_only(path.correlations), read_only(angles))


def rank_ahead(n: int, rho: float, seed: int) -> Iterator[None]:
    """Do the work that other correlations of the same tokens will need, those near rho first.

    It changes how fast `ranking` answers and never what. Yields after every half of a sort.
    """
    if n > EXACT_UP_TO:
        yield from _sweep_path(n, seed).search_ahead(rho)


@lru_cache(maxsize=_SEEDS + 2)
def _ranking(n: int, rho: float, seed: int) -> Ranking:
    if abs(rho) == 1:
        ranks = identity(n) if rho > 0 else identity(n)[::-1].copy()
        return Ranking(read_only(ranks), rho, rho, rho)
    return _exact(n, rho, seed) if n <= EXACT_UP_TO else _searched(n, rho, seed)


def _exact(n: int, rho: float, seed: int) -> Ranking:
    path = _swap_path(n, seed)
    above, below = path.neighbours(rho)
    rho_above, rho_below = float(path.correlations[above]), float(path.correlations[below])
    nearest = above if math.fabs(rho_above - rho) <= math.fabs(rho - rho_below) else below
    ranks = path.ranks(nearest)
    return Ranking(read_only(ranks), spearman(ranks), rho_below, rho_above)


def _searched(n: int, rho: float, seed: int) -> Ranking:
    ranks, reached = _sweep_path(n, seed).search(rho)
    return Ranking(read_only(ranks), reached, reached, reached)


_swap_path = lru_cache(maxsize=4)(SwapPath)
_sweep_path = lru_cache(maxsize=_SEEDS)(SweepPath)
