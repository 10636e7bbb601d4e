"""Two falling lists over the same places, and how far apart they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable.plot import Array


@dataclass(frozen=True, eq=False)
class Pair:
    """Both lists in the order of the first; `ranks` is where the second has each place (from 1)."""

    n: int
    p: Array
    q: Array
    ranks: Array
    terms: Array  # what each place adds to the gap
    shape: float
    reached: float

    @property
    def gap(self) -> float:
        """How far the second list is from the first: never negative, perhaps infinite."""
        return max(float(self.terms.sum()), 0.0) if self.reached < 1 else self.shape

    @property
    def order(self) -> float:
        """What of the gap the second list's own order adds."""
        return self.gap - self.shape if math.isfinite(self.gap) else 0.0


@lru_cache(maxsize=4)
def pair_of(n: int, a: float, b: float, t: float, rho: float, seed: int) -> Pair:
    """Lists of evenness `a` and `b`, the second's exponent divided by `t`, shuffled as far as `rho` says."""
    log_p, log_q = falling(n, a, 1.0), falling(n, b, t)
    ranks, reached = shuffled(n, rho, seed)
    mixed = log_q[ranks - 1]
    return Pair(
        n,
        np.exp(log_p),
        np.exp(mixed),
        ranks,
        _terms(log_p, mixed),
        max(float(_terms(log_p, log_q).sum()), 0.0),
        reached,
    )


def falling(n: int, evenness: float, t: float) -> Array:
    """The logarithms of a list that falls as a power of its places: 1 is level, 0 all on the first."""
    if evenness == 0:
        return np.where(np.arange(n) == 0, 0.0, -np.inf)
    logs = -(1 / evenness - 1) / t * np.log(np.arange(1.0, n + 1))
    return logs - math.log(float(np.exp(logs).sum()))


def shuffled(n: int, rho: float, seed: int) -> tuple[Array, float]:
    """An order that is as like the first as `rho` says, and how like it is before it is sorted."""
    level = 1 - 2 * (np.arange(n) / (n - 1))
    keys = rho * level + math.sqrt(1 - rho * rho) * noise(n, seed)
    ranks = np.empty(n, np.int64)
    ranks[np.argsort(-keys, kind="stable")] = np.arange(1, n + 1)
    own = keys - keys.mean()
    reached = float((own * level).sum()) / math.sqrt(float((own * own).sum()) * float((level * level).sum()))
    return ranks, 1.0 if rho == 1 else reached


def noise(n: int, seed: int) -> Array:
    """So many numbers between −1 and 1, the same for the same seed on every machine."""
    x = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(2654435769) + np.uint64(seed)
    for _ in range(2):
        x = (x ^ (x >> np.uint64(16))) * np.uint64(0x45D9F3B) & np.uint64(0xFFFFFFFF)
    return x.astype(np.float64) / 2**31 - 1


def _terms(log_p: Array, log_q: Array) -> Array:
    """p ln(p/q) at each place, where 0 ln 0 is 0."""
    terms, some = np.zeros(len(log_p)), log_p > -np.inf
    terms[some] = np.exp(log_p[some]) * (log_p[some] - log_q[some])
    return terms
