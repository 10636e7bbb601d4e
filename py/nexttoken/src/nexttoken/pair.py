"""Two Zipf distributions over the same tokens: shapes from two entropies, orders from a correlation.

P is Zipf(s_p) over its own ranks. Q is Zipf(s_q) over ranks that correlate with P's to a prescribed degree.
Their divergence splits exactly: KL(P||Q) = shape + order, where shape is the divergence of the two in the
same order, a Bregman divergence of A = ln Z, and order is s_q (E_P[ln of Q's rank] - E_P[ln of P's rank]).
Both are >= 0, the second by the rearrangement inequality. Nats throughout.

A temperature T raises every probability to the power 1/T and normalises again. Of Zipf(s) that makes
Zipf(s / T), exactly: T = 1 changes nothing, and neither does any T where s is 0 or infinite.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import index
from typing import Literal

import numpy as np

from . import divergence
from .arrays import Floats, Ranks, inner, read_only
from .divergence import Form
from .ranking import Ranking, ranking
from .zipf import entropy, exponent_for_entropy, log_probs_at, shape_divergence, sorted_probs

type Direction = Literal["pq", "qp"]


def zipf_pair(
    n: int, h_p: float, h_q: float, rho: float, seed: int, *, temperature_q: float = 1.0
) -> "ZipfPair":
    """Return the pair over n >= 2 tokens with entropies h_p ln n and h_q ln n and rank correlation near rho.

    h_p and h_q are fractions in [0, 1]: 1 is the uniform distribution, 0 a point mass. -1 <= rho <= 1 and
    0 <= seed < 2^64. Q is then taken at a temperature, 0 < temperature_q < infinity: its exponent is s / T,
    where s is the one that gives it the entropy h_q ln n. Raises ValueError otherwise. Equal arguments give
    equal bits, whatever was asked before.
    """
    if index(n) < 2:
        raise ValueError(f"a pair of rankings needs at least two tokens, not {n}")
    if not 0 < temperature_q < math.inf:
        raise ValueError(f"a temperature is positive and finite, not {temperature_q}")
    n = index(n)
    s_q = _exponent(h_q, n) / temperature_q
    return ZipfPair(n, _exponent(h_p, n), s_q, float(rho), index(seed), ranking(n, rho, seed))


@dataclass(frozen=True, eq=False)
class ZipfPair:
    """P = Zipf(s_p) and Q = Zipf(s_q) over n tokens, Q's ranks at a correlation near rho_target with P's.

    Every other number is computed when first read. Arrays are read-only, of shape (n,), in P's rank order.
    """

    n: int
    s_p: float
    """P's exponent, 0 to infinity."""
    s_q: float
    rho_target: float
    seed: int
    ranking: Ranking
    """Q's ranking, with the correlation reached and its reachable neighbours."""

    @property
    def ranks(self) -> Ranks:
        """Q's rank (1-based) of each token."""
        return self.ranking.ranks

    @property
    def rho(self) -> float:
        """The rank correlation reached."""
        return self.ranking.rho

    @property
    def rho_below(self) -> float:
        """The nearest reachable correlation at or below the one asked for (see Ranking)."""
        return self.ranking.rho_below

    @property
    def rho_above(self) -> float:
        """The nearest reachable correlation at or above the one asked for (see Ranking)."""
        return self.ranking.rho_above

    @property
    def entropy_max(self) -> float:
        """ln n, the entropy of the uniform distribution."""
        return math.log(self.n)

    @cached_property
    def entropy_p(self) -> float:
        """H(P)."""
        return entropy(self.s_p, self.n)

    @cached_property
    def entropy_q(self) -> float:
        """H(Q)."""
        return entropy(self.s_q, self.n)

    @property
    def log_p(self) -> Floats:
        """ln p of each token; -inf beyond the first where H(P) is 0."""
        return sorted_probs(self.s_p, self.n)[0]

    @property
    def p(self) -> Floats:
        """The probability of each token under P, decreasing."""
        return sorted_probs(self.s_p, self.n)[1]

    @cached_property
    def log_q(self) -> Floats:
        """ln q of each token; -inf but for one where H(Q) is 0."""
        return read_only(log_probs_at(self.ranking.log_ranks, self.s_q, self.n))

    @cached_property
    def q(self) -> Floats:
        """The probability of each token under Q."""
        return read_only(np.exp(self.log_q))

    @property
    def temperature(self) -> float | None:
        """The temperature at which P has Q's shape, s_p / s_q: infinite if Q is uniform, 0 if a point mass.

        None where P itself is uniform or a point mass and Q is not: no temperature changes P then. 1 where
        both are the same of the two.
        """
        if self.s_p == self.s_q:
            return 1.0
        if self.s_p == 0 or math.isinf(self.s_p):
            return None
        return self.s_p / self.s_q if self.s_q else math.inf

    @cached_property
    def shape_pq(self) -> float:
        """The part of KL(P||Q) that is left when Q is put into P's order."""
        return shape_divergence(self.s_p, self.s_q, self.n)

    @cached_property
    def shape_qp(self) -> float:
        """The part of KL(Q||P) that is left when Q is put into P's order."""
        return shape_divergence(self.s_q, self.s_p, self.n)

    @cached_property
    def order_pq(self) -> float:
        """The part of KL(P||Q) that Q's order adds."""
        return _order(self.s_p, self.s_q, self.p, self.ranking.log_shifts)

    @cached_property
    def order_qp(self) -> float:
        """The part of KL(Q||P) that Q's order adds."""
        return _order(self.s_q, self.s_p, self.q, self.ranking.log_shifts, sign=-1.0)

    @property
    def kl_pq(self) -> float:
        """KL(P||Q) = shape_pq + order_pq."""
        return self.shape_pq + self.order_pq

    @property
    def kl_qp(self) -> float:
        """KL(Q||P) = shape_qp + order_qp."""
        return self.shape_qp + self.order_qp

    @property
    def total_variation(self) -> float:
        """Half the sum of |p - q|, in [0, 1]."""
        return self._distances.total_variation

    @property
    def acceptance(self) -> float:
        """The sum of min(p, q), 1 - TV: how often speculative decoding keeps a drafted token."""
        return self._distances.acceptance

    @property
    def jensen_shannon(self) -> float:
        """The Jensen–Shannon divergence, in [0, ln 2]."""
        return self._distances.jensen_shannon

    @cached_property
    def _distances(self) -> divergence.Distances:
        return divergence.distances(self.log_p, self.log_q, p=self.p, q=self.q)

    @cached_property
    def hellinger(self) -> float:
        """The Hellinger distance, in [0, 1]."""
        return divergence.hellinger(self.log_p, self.log_q, p=self.p, q=self.q)

    @property
    def pinsker_pq(self) -> float:
        """sqrt(KL(P||Q) / 2), which total variation never exceeds."""
        return divergence.pinsker_bound(self.kl_pq)

    @property
    def pinsker_qp(self) -> float:
        """sqrt(KL(Q||P) / 2), which total variation never exceeds."""
        return divergence.pinsker_bound(self.kl_qp)

    def contributions(self, direction: Direction = "pq", form: Form = "signed") -> Floats:
        """Return each token's contribution to KL(P||Q), or to KL(Q||P) for "qp" (see divergence.kl_terms).

        Read-only, and kept.
        """
        key = _forward(direction), form
        if key not in self._contributions:
            self._contributions[key] = read_only(self._terms(*key))
        return self._contributions[key]

    @cached_property
    def _contributions(self) -> dict[tuple[bool, Form], Floats]:
        return {}

    def _terms(self, forward: bool, form: Form) -> Floats:
        p, q = (self.p, self.q) if forward else (self.q, self.p)
        if form == "nonnegative":
            return divergence.nonnegative_terms(self.contributions("pq" if forward else "qp"), p, q)
        logs = (self.log_p, self.log_q) if forward else (self.log_q, self.log_p)
        return divergence.kl_terms(*logs, form, p=p, q=q)

    @cached_property
    def cumulative(self) -> Floats:
        """What P's first i tokens add to KL(P||Q) in the non-negative form, i = 1..n: never decreasing.

        In this form what some tokens add is a share of the whole, between 0 and 1: the signed form can exceed
        the whole on the way.
        """
        return read_only(np.cumsum(self.contributions("pq", "nonnegative")))

    def shares(self, first: int, *others: int) -> tuple[float, ...] | None:
        """Return the shares of KL(P||Q), in the non-negative form, of runs of P's ranks; they add up to 1.

        shares(10, 100) are those of the ranks 1..10, 11..100 and 101..n; bounds rise, and a run beyond n has
        none. None where KL is infinite or, to rounding, 0: that has no shares.
        """
        if not 0 < self.kl_pq < math.inf:
            return None
        edges = [min(bound, self.n) for bound in (0, first, *others)]
        seen = slice(0, edges[-1])
        p, q = self.p[seen], self.q[seen]
        terms = divergence.kl_terms(self.log_p[seen], self.log_q[seen], "nonnegative", p=p, q=q)
        sums = [float(terms[low:high].sum()) for low, high in pairwise(edges)]
        sums.append(max(self.kl_pq - math.fsum(sums), 0.0) if edges[-1] < self.n else 0.0)
        whole = math.fsum(sums)
        return tuple(part / whole for part in sums) if whole else None

    def renyi(self, alpha: float, direction: Direction = "pq") -> float:
        """Return Rényi's divergence of an order in [0, inf] (see divergence.renyi)."""
        if _forward(direction):
            return divergence.renyi(self.log_p, self.log_q, alpha)
        return divergence.renyi(self.log_q, self.log_p, alpha)


def _exponent(fraction: float, n: int) -> float:
    if not 0 <= fraction <= 1:
        raise ValueError(f"an entropy is a fraction of ln n between 0 and 1, not {fraction}")
    return exponent_for_entropy(fraction * math.log(n), n)


def _forward(direction: Direction) -> bool:
    if direction not in ("pq", "qp"):
        raise ValueError(f"a direction is 'pq' or 'qp', not {direction!r}")
    return direction == "pq"


def _order(s_a: float, s_b: float, a: Floats, log_shifts: Floats, sign: float = 1.0) -> float:
    """The order part of KL(A||B): s_b times the mean under A of ln(rank in B) - ln(rank in A)."""
    if s_a == 0 or s_b == 0:  # a uniform distribution has no order
        return 0.0
    shift = max(sign * inner(a, log_shifts), 0.0)
    return s_b * shift if shift else 0.0  # s_b may be infinite
