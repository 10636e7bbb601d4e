"""How far apart two distributions over the same tokens are.

Distributions come as log-probabilities in nats, arrays of one shape (n,), -inf where a probability is 0.
Ratios p/q are never formed. Conventions: 0 ln(0/q) = 0; p ln(p/0) = inf for p > 0. Nothing returns NaN. A
caller who holds exp(log_p) and exp(log_q) already may pass them as p and q to save the time.
"""

import math
from typing import Literal, NamedTuple

import numpy as np

from .arrays import Floats, blocks

type Form = Literal["signed", "nonnegative"]

_ZERO = -1000.0  # a finite stand-in for ln 0, where it is about to be multiplied by 0
_TINY = 2.0**-1022  # the smallest normal double
_LARGE_ORDER = 1e100  # Rényi's divergence of such an order is that of order infinity, to the last bit


def entropy_of(log_p: Floats) -> float:
    """Return -sum p ln p in nats, in [0, ln n]."""
    return abs(float((np.exp(log_p) * _finite(log_p)).sum()))


def cross_entropy(log_p: Floats, log_q: Floats) -> float:
    """Return -sum p ln q in nats, H(P) + KL(P||Q); infinite where q = 0 < p."""
    if _escapes(log_p, log_q):
        return math.inf
    return abs(float((np.exp(log_p) * _finite(log_q)).sum()))


def kl_divergence(log_p: Floats, log_q: Floats) -> float:
    """Return KL(P||Q) = sum p ln(p/q) in nats, in [0, inf]; infinite where q = 0 < p."""
    return max(float(kl_terms(log_p, log_q).sum()), 0.0)


def kl_terms(
    log_p: Floats, log_q: Floats, form: Form = "signed", *, p: Floats | None = None, q: Floats | None = None
) -> Floats:
    """Return the contribution of each token to KL(P||Q) in nats: shape (n,). Both forms add up to KL.

    "signed": p ln(p/q), negative where Q gives the token more (scipy.special.rel_entr).
    "nonnegative": p ln(p/q) - p + q, never negative (scipy.special.kl_div); accurate to 1e-15 (p + q).
    """
    if form not in ("signed", "nonnegative"):
        raise ValueError(f"the form of a contribution is 'signed' or 'nonnegative', not {form!r}")
    p, q = _both(log_p, log_q, p, q)
    terms: Floats = _finite(log_p) - _finite(log_q)
    terms *= p
    if log_q.min() == -np.inf:
        terms[(log_q == -np.inf) & (log_p > -np.inf)] = np.inf
    return terms if form == "signed" else nonnegative_terms(terms, p, q)


def nonnegative_terms(signed: Floats, p: Floats, q: Floats) -> Floats:
    """Return the non-negative form of contributions to KL(P||Q) from their signed form: shape (n,)."""
    terms: Floats = signed - p
    terms += q
    return np.maximum(terms, 0.0, out=terms)


def total_variation(
    log_p: Floats, log_q: Floats, *, p: Floats | None = None, q: Floats | None = None
) -> float:
    """Return half the sum of |p - q|, in [0, 1]: the largest difference in probability of any event."""
    p, q = _both(log_p, log_q, p, q)
    return min(float(_absolute(p - q).sum()) / 2, 1.0)


def acceptance(log_p: Floats, log_q: Floats, *, p: Floats | None = None, q: Floats | None = None) -> float:
    """Return the sum of min(p, q), in [0, 1]: 1 - TV, summed directly.

    The rate at which speculative decoding keeps a token that Q drafted for P (Leviathan et al., arXiv
    2211.17192).
    """
    p, q = _both(log_p, log_q, p, q)
    return min(float(np.minimum(p, q).sum()), 1.0)


def jensen_shannon(
    log_p: Floats, log_q: Floats, *, p: Floats | None = None, q: Floats | None = None
) -> float:
    """Return (KL(P||M) + KL(Q||M)) / 2 in nats with M = (P + Q) / 2, in [0, ln 2] (Lin 1991).

    Its square root is a metric.
    """
    return distances(log_p, log_q, p=p, q=q).jensen_shannon


class Distances(NamedTuple):
    """The distances that treat P and Q alike and need no logarithm of a mixture of their own."""

    total_variation: float
    acceptance: float
    jensen_shannon: float


def distances(log_p: Floats, log_q: Floats, *, p: Floats | None = None, q: Floats | None = None) -> Distances:
    """Return total variation, acceptance and the Jensen–Shannon divergence, read in one pass.

    With M = (P + Q) / 2 and the larger of p, q called a and the smaller b, a token adds a ln(a/m) + b ln(b/m)
    to twice the last; ln(a/m) = ln(1 + |p - q| / (p + q)), and ln(b/m) = ln(a/m) - |ln(p/q)|: one logarithm.
    """
    p, q = _both(log_p, log_q, p, q)
    log_p, log_q = _finite(log_p), _finite(log_q)
    sums = [_distances_of(log_p[part], log_q[part], p[part], q[part]) for part in blocks(len(p))]
    apart, shared, split = map(math.fsum, zip(*sums, strict=True))
    return Distances(min(apart / 2, 1.0), min(shared / 2, 1.0), min(max(split / 2, 0.0), math.log(2)))


def _distances_of(log_p: Floats, log_q: Floats, p: Floats, q: Floats) -> tuple[float, float, float]:
    """The sums of |p - q|, of 2 min(p, q) and of p ln(p/m) + q ln(q/m) over a block."""
    lean = _absolute(p - q)
    both = p + q
    shared = both - lean
    sums = float(lean.sum()), float(shared.sum())
    lean /= np.maximum(both, _TINY, out=both)
    split = np.log1p(lean, out=lean)
    split *= both
    ratio = _absolute(log_p - log_q)
    ratio *= shared
    return *sums, float(split.sum()) - float(ratio.sum()) / 2


def hellinger(log_p: Floats, log_q: Floats, *, p: Floats | None = None, q: Floats | None = None) -> float:
    """Return sqrt(sum (sqrt p - sqrt q)^2 / 2), in [0, 1]."""
    p, q = _both(log_p, log_q, p, q)
    difference = np.sqrt(p)
    difference -= np.sqrt(q)
    difference *= difference
    return min(math.sqrt(float(difference.sum()) / 2), 1.0)


def renyi(log_p: Floats, log_q: Floats, alpha: float) -> float:
    """Return Rényi's divergence ln(sum p^a q^(1-a)) / (a - 1) in nats, of order a in [0, inf] (1961).

    a = 1 is KL, the limit; a = 0 is -ln Q(p > 0), a = inf the largest ln(p/q). Infinite where q = 0 < p and
    a >= 1, and where P and Q share no token.
    """
    if not alpha >= 0:
        raise ValueError(f"the order of a Rényi divergence is at least 0, not {alpha}")
    if alpha == 1:
        return kl_divergence(log_p, log_q)
    escapes = _escapes(log_p, log_q)
    if alpha > 1 and escapes:
        return math.inf
    shared = (log_p > -np.inf) & (log_q > -np.inf)
    if not shared.any():
        return math.inf
    log_p, log_q = log_p[shared], log_q[shared]
    ratios = log_p - log_q
    if alpha > _LARGE_ORDER:
        return max(float(ratios.max()), 0.0)
    exponents = (alpha - 1) * ratios
    if np.abs(exponents).max() < 1 and not escapes:  # sum p (p/q)^(a-1), near 1 where a is near 1
        log_sum = math.log1p(float((np.exp(log_p) * np.expm1(exponents)).sum()))
    else:
        exponents += log_p
        largest = exponents.max()
        log_sum = float(largest) + math.log(float(np.exp(exponents - largest).sum()))
    return max(log_sum / (alpha - 1), 0.0)


def pinsker_bound(kl: float) -> float:
    """Return sqrt(KL / 2), which total variation never exceeds (Pinsker's inequality)."""
    return math.sqrt(kl / 2)


def _both(log_p: Floats, log_q: Floats, p: Floats | None, q: Floats | None) -> tuple[Floats, Floats]:
    return np.exp(log_p) if p is None else p, np.exp(log_q) if q is None else q


def _absolute(values: Floats) -> Floats:
    """Their absolute values, in their place; a browser's `np.abs` branches by signs that none can guess."""
    return np.copysign(values, 1.0, out=values)


def _finite(log_p: Floats) -> Floats:
    """The logs with a finite number instead of -inf; the same array where nothing changes."""
    return np.where(log_p == -np.inf, _ZERO, log_p) if log_p.min() == -np.inf else log_p


def _escapes(log_p: Floats, log_q: Floats) -> bool:
    """Whether P gives a token that Q never gives."""
    return bool(((log_q == -np.inf) & (log_p > -np.inf)).any())
