"""What one row says of how two models differ."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.divergence import kl_terms, total_variation
from nexttoken.logfiles import Row
from nexttoken.ordering import likeliest
from nexttoken.softmax import log_partition

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

HEAD, BODY = 10, 100  # of the base's likeliest tokens
_LEAST = -1000.0  # nats: e to what lies deeper is 0


class Apart(NamedTuple):
    """Model A, the base, and model B at one position, in nats.

    `kl` is KL(A‖B), `reverse` KL(B‖A), `shape` the part of `kl` that is left where both have their
    probabilities sorted. `head`, `body` and `tail` are what A's likeliest ten tokens add to `kl`, those up to
    the hundredth, and all others, in the non-negative form p ln(p/q) - p + q. `kl` lies between `kl_low` and
    `kl_high`, as it would without cut tokens; see `bounds`. `surprise_a` and `surprise_b`, -ln p of the token
    that follows, are NaN where that is not known. `mass_error` is how far the probabilities are from adding
    up to 1 as they are written, in the worse of both. `top` is the probability of A's likeliest token, and
    `entropy` that of A.
    """

    kl: float
    reverse: float
    shape: float
    head: float
    body: float
    tail: float
    kl_low: float
    kl_high: float
    total_variation: float
    same_top: float
    surprise_a: float
    surprise_b: float
    mass_error: float
    top: float
    entropy: float


def apart(a: Row, b: Row, target: int | None) -> Apart:
    """Compare the rows of two models over the same tokens after the same text, which `target` follows."""
    log_p, log_q = completed(a), completed(b)
    p, q = np.exp(log_p), np.exp(log_q)
    terms = kl_terms(log_p, log_q, "nonnegative", p=p, q=q)
    top = likeliest(log_p, BODY)
    kl, head, upper = (float(part.sum()) for part in (terms, terms[top[:HEAD]], terms[top]))
    sorted_p, sorted_q = np.sort(log_p), np.sort(log_q)
    low, high = bounds(a, b, log_p, log_q, terms)
    return Apart(
        kl=kl,
        reverse=float(kl_terms(log_q, log_p, "nonnegative", p=q, q=p).sum()),
        shape=float(kl_terms(sorted_p, sorted_q, "nonnegative").sum()),
        head=head,
        body=upper - head,
        tail=kl - upper if kl < math.inf else 0.0,
        kl_low=low,
        kl_high=high,
        total_variation=total_variation(log_p, log_q, p=p, q=q),
        same_top=float(log_p.argmax() == log_q.argmax()),
        surprise_a=math.nan if target is None else -float(log_p[target]),
        surprise_b=math.nan if target is None else -float(log_q[target]),
        mass_error=max(abs(math.expm1(log_partition(row.written))) for row in (a, b)),
        top=float(p.max()),
        entropy=-float((p * np.maximum(log_p, _LEAST)).sum()),
    )


def completed(row: Row) -> "Floats":
    """Return a row's ln p with a mass of 1, as far as it can be known.

    Where tokens were cut, all others are exact, so what these leave is shared out among the cut ones. It may
    be less than what 16 bits are off by: then these lie as deep as `bounds` lets them.
    """
    if row.cut is None or not row.cut.any():
        return row.written - log_partition(row.written)
    left = 1 - float(np.exp(row.written[~row.cut]).sum())
    share = math.log(left / row.cut.sum()) if left > 0 else -math.inf
    return np.where(row.cut, np.clip(share, deepest(row), row.written), row.written)


def deepest(row: Row) -> "Floats":
    """Return the least that ln p may be, by token: of what was cut, twice as far down as the floor."""
    if row.cut is None:
        return row.written
    return np.where(row.cut, 2 * row.written - row.written.max(), row.written)


def bounds(a: Row, b: Row, log_p: "Floats", log_q: "Floats", terms: "Floats") -> tuple[float, float]:
    """Return what the sum of `terms`, p ln(p/q) - p + q, is at least and at most, whatever was cut.

    No term is negative. At least: the terms of the tokens that neither has cut, which are exact. At most: a
    token that A has cut has a probability from 0 to what is written, and one that B has cut from `deepest` to
    that; the largest of the corners.
    """
    if a.cut is None and b.cut is None:
        kl = float(terms.sum())
        return kl, kl
    cut = np.zeros(len(terms), np.bool_)
    for row in (a, b):
        if row.cut is not None:
            cut |= row.cut
    most_p = log_p if a.cut is None else a.written
    ends_q = (log_q, log_q) if b.cut is None else (deepest(b), b.written)
    corners = [kl_terms(most_p, end, "nonnegative") for end in ends_q]
    if a.cut is not None:  # nothing at all, where B has all that it may have
        corners.append(np.where(a.cut, np.exp(ends_q[1]), 0.0))
    most = np.maximum.reduce([terms, *corners])
    return float(terms[~cut].sum()), float(np.where(cut, most, terms).sum())
