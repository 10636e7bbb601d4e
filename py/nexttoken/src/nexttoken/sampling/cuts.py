"""Cuts: which tokens a rule leaves, and by which number it judged each.

A rule takes the candidates that earlier ones left, and its own parameter, and gives a `Cut`. As the
candidates are in order, what any of these rules leaves is a run of them; it is never empty. Where engines
differ in a detail, it is said; a parameter outside of its range raises ValueError.
"""

import math
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..arrays import Floats
from .candidates import Candidates, at_least


class Cut(NamedTuple):
    """What a rule says: `kept` is the run of candidates that are left.

    numbers: shape (n,), what each candidate was judged by; limit: where that is cut.
    """

    kept: slice
    numbers: Floats
    limit: float


def top_k(left: Candidates, k: int, ties: bool = True) -> Cut:
    """Keep the k likeliest, k >= 1 (Fan et al., arXiv 1805.04833). numbers: ranks from 1; limit: k.

    With `ties`, also those as likely as the k-th (transformers, vLLM); llama.cpp keeps k.
    """
    if k < 1:
        raise ValueError(f"Top-k keeps at least one token, not {k}.")
    n = len(left)
    kept = at_least(left.logits, left.logits[min(k, n) - 1]) if ties else min(k, n)
    return Cut(slice(0, kept), _ranks(n), k)


@lru_cache(maxsize=4)  # the same at each move of a control
def _ranks(n: int) -> Floats:
    ranks = np.arange(1.0, n + 1)
    ranks.flags.writeable = False
    return ranks


def top_p(left: Candidates, p: float) -> Cut:
    """Keep the smallest set of probability >= p, 0 <= p <= 1 (Holtzman et al., arXiv 1904.09751).

    numbers: the probability of all that are likelier, of which at least p cuts. The token that reaches p
    stays.
    """
    _check("Top-p's p", p)
    before = np.empty(len(left))
    before[0] = 0.0
    before[1:] = left.cumulative[:-1]
    kept = len(left) if p == 1 else max(int(np.searchsorted(before, p, "left")), 1)
    return Cut(slice(0, kept), before, p)


def min_p(left: Candidates, share: float) -> Cut:
    """Keep what has a share, from 0 to 1, of the largest probability (Nguyen et al., arXiv 2407.01082).

    numbers: the probability over the largest one.
    """
    _check("Min-p's share", share)
    return Cut(slice(0, at_least(left.weights, share)), left.weights, share)


def typical_p(left: Candidates, p: float) -> Cut:
    """Keep what is nearest to the expected surprise, up to probability p, 0 <= p <= 1 (arXiv 2202.00666).

    numbers: |−ln p − H| in nats, up to the limit; it is the smallest that leaves probability p or more. All
    at the limit stay (transformers). The likeliest token need not be among them.
    """
    _check("Typical sampling's p", p)
    distances = -left.log_probs - left.entropy  # rising
    numbers = np.abs(distances)
    if p == 1:
        return Cut(slice(0, len(left)), numbers, float(numbers.max()))
    total = np.concatenate(([0.0], left.cumulative))

    def run(limit: float) -> slice:
        start, stop = np.searchsorted(distances, -limit, "left"), np.searchsorted(distances, limit, "right")
        return slice(int(start), int(stop))

    def enough(limit: float) -> bool:
        kept = run(limit)
        return bool(total[kept.stop] - total[kept.start] >= p)

    middle = int(np.searchsorted(distances, 0.0))
    sides = (numbers[:middle][::-1], numbers[middle:])  # each rising from the middle
    found = [float(side[at]) for side in sides if (at := bisect_left(side, True, key=enough)) < len(side)]
    limit = min(found, default=float(numbers.max()))
    return Cut(run(limit), numbers, limit)


def epsilon_cutoff(left: Candidates, epsilon: float) -> Cut:
    """Keep what is as likely as epsilon, from 0 to 1, and the likeliest (Hewitt et al., arXiv 2210.15191).

    numbers: probabilities.
    """
    _check("Epsilon", epsilon)
    return _likelier(left, epsilon)


def eta_cutoff(left: Candidates, epsilon: float) -> Cut:
    """Keep what is as likely as η = min(ε, √ε e^−H), and the likeliest (arXiv 2210.15191; transformers).

    numbers: probabilities; limit: η. 0 <= epsilon <= 1.
    """
    _check("Eta's epsilon", epsilon)
    return _likelier(left, min(epsilon, math.sqrt(epsilon) * math.exp(-left.entropy)))


def top_n_sigma(left: Candidates, n: float) -> Cut:
    """Keep logits of at least the largest less n standard deviations of them all, n >= 0 (arXiv 2411.07641).

    numbers: how many deviations a logit is below the largest. A temperature before it changes nothing.
    """
    if not 0 <= n < math.inf:
        raise ValueError(f"Top-nσ takes a finite number of deviations, not {n}.")
    below = left.logits[0] - left.logits
    deviation = float(left.logits.std())
    numbers = below / deviation if deviation > 0 else below
    return Cut(slice(0, int(np.searchsorted(numbers, n, "right"))), numbers, n)


def _likelier(left: Candidates, limit: float) -> Cut:
    probs = left.probs
    return Cut(slice(0, at_least(probs, min(limit, probs[0]))), probs, limit)


def _check(what: str, share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"{what} is from 0 to 1, not {share}.")
