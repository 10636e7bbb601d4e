"""The numbers of one state: the pair of distributions, and what each mark of the picture holds of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from explorable import State
from explorable.format import number
from explorable.plot import Array, Bins, Heights, probability_range, rank_bins
from nexttoken import ZipfPair, masses, sorted_probs
from nexttoken.split import BODY, HEAD

from ..shared.rounding import NEGLIGIBLE, is_rounding

type Form = Literal["signed", "nonnegative"]


@dataclass(frozen=True, eq=False)
class Result:
    """The pair that a state describes, how the reader wants to see it, and what is pinned behind it."""

    state: State
    pair: ZipfPair
    pinned: Result | None = None

    @cached_property
    def nats_per_unit(self) -> float:
        """Divide nats by this for the displayed unit."""
        return math.log(2) if self.state.unit == "bits" else 1.0

    @property
    def terms(self) -> Array:
        """What each token adds to KL(P‖Q), nats, in P's rank order; ∞ where q = 0 < p."""
        return self.pair.contributions("pq", self.state.contrib)

    @property
    def divided(self) -> bool:
        """Whether KL(P‖Q) can be shared out among the tokens: not where it is 0 or infinite."""
        return _is_divided(self.pair)

    @cached_property
    def shares(self) -> tuple[float, ...] | None:
        """The shares of KL(P‖Q) that head, body and tail hold, in the non-negative form."""
        return self.pair.shares(HEAD, BODY) if self.divided else None

    @property
    def bins(self) -> Bins:
        """The ranks as the marks of every drawing share them."""
        return rank_bins(self.pair.n, self.state.rank_axis)

    @property
    def marks(self) -> Marks:
        """What each of those marks holds."""
        return _marks(self.pair, self.state.contrib, self.bins)

    @cached_property
    def ghost(self) -> Marks | None:
        """What the same marks hold of the pinned state, as far as its ranks go."""
        if self.pinned is None:
            return None
        return _marks(self.pinned.pair, self.state.contrib, _cut(self.bins, self.pinned.pair.n))

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The range of probabilities that the panels of P and Q share."""
        seen = [marks for marks in (self.marks, self.ghost) if marks]
        heights = [each for marks in seen for each in (marks.p, marks.q)]
        ends = (end for each in heights for end in (each.least, each.greatest))
        return probability_range(self.state.p_axis, *ends)

    def shown(self, nats: float) -> str:
        """An amount of information in the displayed unit; what is only rounding is 0."""
        return "0" if is_rounding(nats) else number(nats / self.nats_per_unit)

    def unit(self, nats: float) -> str:
        """The displayed unit of an amount of information; infinity has none."""
        return "" if math.isinf(nats) else self.state.unit

    def amount(self, nats: float) -> str:
        """The amount with its unit."""
        return f"{self.shown(nats)} {self.unit(nats)}".rstrip()


@dataclass(frozen=True, eq=False)
class Marks:
    """What each mark holds. `gain` and `loss` are sums in nats."""

    bins: Bins
    p: Heights
    q: Heights
    q_sorted: Array  # the mean of Q's probabilities where they are put in P's order
    gain: Array  # added to KL(P‖Q) by the tokens with p > q; ∞ where q = 0 < p
    loss: Array  # by the others: below zero in the signed form
    share: Array | None  # of KL(P‖Q), in the non-negative form, up to each mark's end; None where it has none


def _is_divided(pair: ZipfPair) -> bool:
    return NEGLIGIBLE <= pair.kl_pq < math.inf


@lru_cache(maxsize=4)
def _marks(pair: ZipfPair, form: Form, bins: Bins) -> Marks:
    """What each mark holds of the pair's first ranks, as many as `bins` reach."""
    first = slice(0, bins.n)
    p, q, terms = pair.p[first], pair.q[first], pair.contributions("pq", form)[first]
    heights_p, heights_q = _of_p(pair.s_p, pair.n, bins), bins.heights(q)
    gain, loss = gain_and_loss(bins, terms, p, q, math.isinf(pair.kl_pq))
    excess = (heights_q.mean - heights_p.mean) * bins.sizes if form == "signed" else 0.0
    share = _share(pair, gain + loss + excess)
    return Marks(bins, heights_p, heights_q, _sorted(bins, pair), gain, loss, share)


def gain_and_loss(bins: Bins, terms: Array, p: Array, q: Array, infinite: bool) -> tuple[Array, Array]:
    """What the tokens of each mark with p > q, and the others, add to KL(P‖Q), nats.

    Kept apart, for within a mark they would hide each other. All together they sum to KL(P‖Q).
    """
    more = p > q
    gain = bins.total(np.where(more, terms, 0.0))
    if infinite:
        return gain, bins.total(np.where(more, 0.0, terms))
    return gain, bins.total(terms) - gain


@lru_cache(maxsize=4)
def _of_p(s: float, n: int, bins: Bins) -> Heights:
    """What each mark holds of P. It falls: a mark's first value is its greatest, its last the least."""
    p = sorted_probs(s, n)[1][: bins.n]
    if bins.single:
        return Heights(p, p, p)
    return Heights(bins.mean(p), p[bins.starts + bins.sizes - 1], p[bins.starts])


def _sorted(bins: Bins, pair: ZipfPair) -> Array:
    if bins.single:
        return sorted_probs(pair.s_q, pair.n)[1][: bins.n]
    return np.diff(masses(pair.s_q, pair.n, np.append(bins.starts, bins.n))) / bins.sizes


def _share(pair: ZipfPair, terms: Array) -> Array | None:
    if not _is_divided(pair):
        return None
    return np.minimum(np.cumsum(np.maximum(terms, 0.0)) / pair.kl_pq, 1.0)


@lru_cache(maxsize=4)
def _cut(bins: Bins, n: int) -> Bins:
    return bins.first(n)
