"""Where two models' predictions of one token differ: in shape or in order, in head, body or tail."""

import math
from typing import NamedTuple

import numpy as np

from .arrays import Floats
from .divergence import entropy_of, kl_divergence, kl_terms
from .ordering import ranks_of, spearman
from .zipf import exponent_for_entropy, log_probs

HEAD, BODY = 10, 100  # the last ranks of the head and of the body, by P; what follows is the tail


class Split(NamedTuple):
    """KL(P‖Q) over n tokens in nats, and what it is made of; none is below 0.

    `shape` is what is left of it where both lists are sorted, and the rest is order. `head`, `body` and
    `tail` add up to it: what P's likeliest 10 tokens hold, those from there to rank 100, and all others, in
    the form p ln(p/q) - p + q. `rho` is Spearman's of both orders. `zipf` is how far P's sorted list is from
    the Zipf line of its entropy, KL(P‖Zipf).
    """

    kl: float
    shape: float
    head: float
    body: float
    tail: float
    rho: float
    zipf: float


def split(log_p: Floats, log_q: Floats) -> Split:
    """Compare two lists of ln p over the same n >= 2 tokens, none of which either rules out."""
    first, second = (np.argsort(-each, kind="stable") for each in (log_p, log_q))
    sorted_p, sorted_q = log_p[first], log_q[second]
    terms = kl_terms(log_p, log_q, "nonnegative")[first]
    head, body, tail = (float(part.sum()) for part in np.split(terms, [HEAD, BODY]))
    size = len(log_p)
    line = log_probs(exponent_for_entropy(min(entropy_of(log_p), math.log(size)), size), size)
    return Split(
        kl_divergence(log_p, log_q),
        kl_divergence(sorted_p, sorted_q),
        head,
        body,
        tail,
        spearman(ranks_of(second)[first]),
        kl_divergence(sorted_p, line),
    )
