"""KL(P‖Q) shared out among the ranks of P, for several shuffles of one kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from explorable.controls import LARGEST_SEED
from explorable.plot import Array, log_bins
from nexttoken import exponent_for_entropy, kl_terms, log_probs, rank_ahead, ranking
from nexttoken.split import BODY, HEAD

from ..shared.rounding import NEGLIGIBLE

SEEDS = 6
MARKS = 120  # ranks at which the curves are known, besides these two


@dataclass(frozen=True, eq=False)
class Parts:
    """What the ranks 1 … m hold of P and of KL(P‖Q), for each m in `marks`.

    `mass` has a share of P for each mark. `held` has a row of shares of KL for each seed, the chosen one
    first; all zero where KL is 0 and nothing is `shared` out. `kl` has KL in nats, `rho` the rank correlation
    reached, for each seed. A share lies between 0 and 1; in the `signed` form it may be less or more.
    """

    n: int
    signed: bool
    seeds: tuple[int, ...]
    marks: Array
    mass: Array
    held: Array
    kl: Array
    rho: Array

    @property
    def shared(self) -> bool:
        """Whether there is a divergence to share out."""
        return bool(self.kl.min() > NEGLIGIBLE)

    @cached_property
    def shares(self) -> Array:
        """The shares of head, body and tail for each seed: shape (3, seeds)."""
        return np.array([_between(each, self.marks) for each in self.held]).T

    @cached_property
    def mass_shares(self) -> Array:
        """The shares of head, body and tail in P: shape (3,)."""
        return _between(self.mass, self.marks)


def _between(held: Array, marks: Array) -> Array:
    """What head, body and tail hold, from what the ranks up to each mark hold."""
    head, body = (held[min(int(np.searchsorted(marks, bound)), len(marks) - 1)] for bound in (HEAD, BODY))
    return np.array([head, body - head, held[-1] - body])


def parts(n: int, h_p: float, h_q: float, rho: float, seed: int, form: str) -> Parts:
    """Share out KL(P‖Q) for `seed` and the seeds after it (see nexttoken.zipf_pair for the arguments)."""
    signed = form == "signed"
    log_p, log_q = _sorted_log_probs(n, h_p), _sorted_log_probs(n, h_q)
    p, q = np.exp(log_p), np.exp(log_q)
    starts = np.union1d(log_bins(n, MARKS).starts, [bound for bound in (HEAD, BODY) if bound < n])
    held, kls, rhos = [], [], []
    seeds = seeds_from(seed)
    for each in seeds:
        found = ranking(n, rho, each)
        order = found.ranks.astype(np.intp) - 1
        terms = kl_terms(log_p, log_q[order], "signed" if signed else "nonnegative", p=p, q=q[order])
        sums = np.cumsum(np.add.reduceat(terms, starts))
        kl = max(float(sums[-1]), 0.0)
        held.append(sums / kl if kl > NEGLIGIBLE else np.zeros_like(sums))
        kls.append(kl)
        rhos.append(found.rho)
    marks = np.append(starts[1:], n).astype(np.float64)
    mass = np.cumsum(np.add.reduceat(p, starts))
    return Parts(n, signed, seeds, marks, mass, np.array(held), np.array(kls), np.array(rhos))


def seeds_from(seed: int) -> tuple[int, ...]:
    """The seeds drawn together; after the largest comes 0."""
    return tuple((seed + k) % (LARGEST_SEED + 1) for k in range(SEEDS))


def fill_ahead(n: int, rho: float, seed: int) -> Iterator[None]:
    """Do the work that other correlations will need, a few milliseconds at a time."""
    for each in seeds_from(seed):
        yield from rank_ahead(n, rho, each)


@lru_cache(maxsize=4)
def _sorted_log_probs(n: int, h: float) -> Array:
    return log_probs(exponent_for_entropy(h * math.log(n), n), n)
