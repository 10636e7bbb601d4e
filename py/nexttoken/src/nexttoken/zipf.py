"""Zipf distributions over n ranks: p_i = i^-s / Z(s), and the exponent that gives a prescribed entropy.

With A(s) = ln Z(s): A' = -E[ln i], A'' = Var[ln i], and the entropy is H = A - s A', so that dH/ds = -s
Var[ln i]. s runs from 0 (uniform, H = ln n) to infinity (all on rank 1, H = 0). Entropies are in nats. The
scalar functions cost the same for every n.
"""

import math
from functools import lru_cache
from operator import index

import numpy as np

from .arrays import Counts, Floats, read_only, table_size
from .power_sums import partial_sums, power_sums

# Gauss–Legendre nodes and weights on [-1, 1], 8 points (Abramowitz & Stegun, table 25.4): each stands for ±.
_GAUSS = (
    (0.18343464249564980494, 0.36268378337836198297),
    (0.52553240991632898582, 0.31370664587788728734),
    (0.79666647741362673959, 0.22238103445337447054),
    (0.96028985649753623168, 0.10122853629037625915),
)
_NEAR = 0.25  # exponents this close: the closed form of the divergence would cancel


def log_normalizer(s: float, n: int) -> float:
    """Return A(s) = ln of the sum of i^-s over i = 1..n. It falls from ln n at s = 0 to 0 at infinity."""
    s, n = _checked(s, n)
    if s == 0:
        return math.log(n)
    return math.log1p(power_sums(s, n)[0])


def mean_log_rank(s: float, n: int) -> float:
    """Return E[ln i] under Zipf(s) over 1..n, between 0 and ln n."""
    s, n = _checked(s, n)
    rest, first, _ = power_sums(s, n)
    return first / (1 + rest)


def var_log_rank(s: float, n: int) -> float:
    """Return Var[ln i] under Zipf(s) over 1..n."""
    s, n = _checked(s, n)
    rest, first, second = power_sums(s, n)
    return second / (1 + rest) - (first / (1 + rest)) ** 2


def entropy(s: float, n: int) -> float:
    """Return the entropy of Zipf(s) over 1..n in nats: ln n at s = 0, falling to 0 at infinity."""
    s, n = _checked(s, n)
    return math.log(n) if s == 0 else _entropy_and_variance(s, n)[0]


def shape_divergence(s_p: float, s_q: float, n: int) -> float:
    """Return KL(P||Q) in nats for Zipf(s_p) and Zipf(s_q) in the same order of tokens.

    It is the Bregman divergence of A: A(s_q) - A(s_p) + (s_q - s_p) E_P[ln i]. Where the exponents are close,
    that cancels, and the same number is the integral of (s_q - t) Var_t[ln i] over t from s_p to s_q.
    Infinite where Q is a point mass and P is not. Relative error below 1e-12.
    """
    s_p, n = _checked(s_p, n)
    s_q, n = _checked(s_q, n)
    if s_p == s_q or n == 1:
        return 0.0
    if math.isinf(s_q):
        return math.inf
    if math.isinf(s_p):
        return log_normalizer(s_q, n)
    step = s_q - s_p
    if abs(step) <= _NEAR:
        return step**2 * _weighted_variance(s_p, step, n)
    bregman = log_normalizer(s_q, n) - log_normalizer(s_p, n) + step * mean_log_rank(s_p, n)
    return max(bregman, 0.0)


def exponent_for_entropy(h: float, n: int) -> float:
    """Return the s at which Zipf(s) over 1..n has entropy h nats: 0 for h = ln n, infinity for h = 0.

    The entropy of the answer differs from h by rounding only. Raises ValueError where h is not in [0, ln n].

    Method: Newton's on ln H inside a bracket. ln H is close to linear in s for large s, and to linear in
    s^2 near 0, where its slope in s vanishes: so the step is taken in s^2 below 1.
    """
    n = _checked(0.0, n)[1]
    largest = math.log(n)
    if not 0 <= h <= largest:
        raise ValueError(f"an entropy over {n} ranks lies between 0 and {largest} nats, not {h}")
    if h == 0:
        return math.inf
    if h == largest:
        return 0.0
    return _solve(float(h), n)


def exponent_for_mean_log_rank(mean: float, n: int) -> float:
    """Return the s at which Zipf(s) over 1..n has this mean of ln i; it falls as s grows.

    Of all Zipf distributions that one is the nearest in KL(P||Zipf) to a distribution P over the ranks whose
    mean this is, and the one of greatest likelihood. Raises ValueError where the mean is below 0, or above
    that at s = 0.
    """
    largest = mean_log_rank(0.0, n)
    if not 0 <= mean <= largest * (1 + 1e-12):
        raise ValueError(f"a mean of ln i over {n} ranks lies between 0 and {largest}, not {mean}")
    if mean == 0:
        return math.inf
    if mean >= largest:
        return 0.0
    low, high = 0.0, 1100.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if mean_log_rank(middle, n) > mean else (low, middle)
    return middle


def log_ranks(n: int) -> Floats:
    """Return ln 1, …, ln n: shape (n,), read-only, shared."""
    n = _checked(0.0, n)[1]
    return log_rank_table(n)[1 : n + 1]


def log_rank_table(n: int) -> Floats:
    """Return a read-only table whose entry r is ln r for 1 <= r <= n at least: ranks index it directly."""
    return _log_rank_table(table_size(n))


def log_probs(s: float, n: int) -> Floats:
    """Return ln p_1, …, ln p_n of Zipf(s): shape (n,), decreasing; -inf beyond rank 1 where s is infinite."""
    s, n = _checked(s, n)
    return log_probs_at(log_ranks(n), s, n)


@lru_cache(maxsize=4)
def sorted_probs(s: float, n: int) -> tuple[Floats, Floats]:
    """Return ln p and p of Zipf(s) over the ranks: shape (n,), read-only, shared.

    The last few are kept, because often only the other distribution of a pair moves.
    """
    logs = log_probs(s, n)
    return read_only(logs), read_only(np.exp(logs))


def log_probs_at(logs: Floats, s: float, n: int) -> Floats:
    """Return -s ln r - A(s) for an array of ln r, in its order; the limit where s is infinite."""
    if math.isinf(s):
        return np.where(logs == 0, 0.0, -np.inf)
    result: Floats = np.multiply(logs, -s)
    result -= log_normalizer(s, n)
    return result


def masses(s: float, n: int, ranks: Counts) -> Floats:
    """Return the probability of the first k ranks of Zipf(s) over 1..n, for each k in `ranks`; 0 at 0.

    `ranks` rises and lies in 0..n. The cost does not depend on n. Absolute error: a few 1e-16.
    """
    s, n = _checked(s, n)
    if math.isinf(s):
        return np.minimum(ranks, 1.0)
    return np.minimum(partial_sums(s, ranks) / (1 + power_sums(s, n)[0]), 1.0)


def _checked(s: float, n: int) -> tuple[float, int]:
    """Return s and n as float and int, or raise ValueError."""
    if not s >= 0:  # also refuses NaN
        raise ValueError(f"a Zipf exponent is at least 0, not {s}")
    if index(n) < 1:
        raise ValueError(f"a distribution needs at least one rank, not {n}")
    return float(s), index(n)


@lru_cache(maxsize=4)
def _log_rank_table(size: int) -> Floats:
    table: Floats = np.empty(size + 1)
    table[0] = np.nan  # there is no rank 0
    np.log(np.arange(1, size + 1, dtype=np.float64), out=table[1:])
    return read_only(table)


def _entropy_and_variance(s: float, n: int) -> tuple[float, float]:
    rest, first, second = power_sums(s, n)
    mean = first / (1 + rest)
    h = math.log1p(rest) + (s * mean if mean else 0.0)  # at s = inf: inf * 0
    return h, second / (1 + rest) - mean**2


def _weighted_variance(s: float, step: float, n: int) -> float:
    """The integral of (1 - u) Var[ln i] at s + u step over u = 0..1."""
    total = 0.0
    for node, weight in _GAUSS:
        for u in ((1 - node) / 2, (1 + node) / 2):
            total += weight / 2 * (1 - u) * var_log_rank(s + u * step, n)
    return total


@lru_cache(maxsize=64)
def _solve(h: float, n: int) -> float:
    low, high, s = 0.0, 1100.0, 1.0
    while True:
        reached, variance = _entropy_and_variance(s, n)
        if reached == h:
            return s
        low, high = (s, high) if reached > h else (low, s)
        following = _newton(s, reached, variance, h)
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - s) <= 2e-16 * s or not low < following < high:
            return following
        s = following


def _newton(s: float, reached: float, variance: float, h: float) -> float:
    """The next exponent, or NaN where the slope has vanished."""
    if not (variance > 0 and reached > 0):
        return math.nan
    excess = math.log(reached / h) * reached / variance
    if s < 1:
        return math.sqrt(max(s * s + 2 * excess, 0.0))
    return s + excess / s
