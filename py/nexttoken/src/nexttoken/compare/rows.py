"""What one row says of how two models differ."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.divergence import kl_terms, total_variation
from nexttoken.logfiles import Row
from nexttoken.ordering import likeliest
from nexttoken.softmax import log_partition
from nexttoken.split import BODY, HEAD

if TYPE_CHECKING:
    from nexttoken.arrays import Floats, Order

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
    (log_p, error_a), (log_q, error_b) = _completed(a), _completed(b)
    p, q = np.exp(log_p), np.exp(log_q)
    terms = kl_terms(log_p, log_q, "nonnegative", p=p, q=q)
    (top, sorted_p), (_, sorted_q) = _in_order(a, log_p), _in_order(b, log_q)
    kl, head, upper = (float(part.sum()) for part in (terms, terms[top[:HEAD]], terms[top]))
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
        mass_error=max(abs(error_a), abs(error_b)),
        top=float(p.max()),
        entropy=-float((p * np.maximum(log_p, _LEAST)).sum()),
    )


def completed(row: Row) -> "Floats":
    """Return a row's ln p with a mass of 1, as far as it can be known.

    Where tokens were cut, all others are exact, so what these leave is shared out among the cut ones. It may
    be less than what 16 bits are off by: then these lie as deep as `bounds` lets them.
    """
    return _completed(row)[0]


def _completed(row: Row) -> tuple["Floats", float]:
    """The same, and by how much the mass that is written is more than 1."""
    if row.cut is None or not row.cut.any():
        log_mass = log_partition(row.written)
        return row.written - log_mass, math.expm1(log_mass)
    cut = row.written[row.cut]
    exact = float(np.exp(row.written[~row.cut]).sum())
    share = math.log((1 - exact) / len(cut)) if exact < 1 else -math.inf
    found = row.written.copy()
    found[row.cut] = np.clip(share, _deepest(cut, row), cut)
    return found, exact + float(np.exp(cut).sum()) - 1


def _deepest(written: "Floats", row: Row) -> "Floats":
    """The least that ln p may be of tokens that a row has cut: twice as far down as the floor."""
    return np.asarray(2 * written - row.written.max())


def _in_order(row: Row, log_probs: "Floats") -> tuple["Order", "Floats"]:
    """The likeliest tokens, ties by token, and all ln p from the largest on.

    Numbers of 16 bits, where a row has them, are sorted several times as fast.
    """
    if row.codes is None:
        return likeliest(log_probs, BODY), np.sort(log_probs)[::-1]
    order = np.argsort(~row.codes, kind="stable")
    return order[:BODY], log_probs[order]


def bounds(a: Row, b: Row, log_p: "Floats", log_q: "Floats", terms: "Floats") -> tuple[float, float]:
    """Return what the sum of `terms`, p ln(p/q) - p + q, is at least and at most, whatever was cut.

    No term is negative. At least: the terms of the tokens that neither has cut, which are exact. At most: a
    token that A has cut has a probability from 0 to what is written, and one that B has cut from
    `_deepest` to that; the largest of the corners.
    """
    kl = float(terms.sum())
    if a.cut is None and b.cut is None:
        return kl, kl
    cut = np.zeros(len(terms), np.bool_)
    for row in (a, b):
        if row.cut is not None:
            cut |= row.cut
    most_p = (log_p if a.cut is None else a.written)[cut]
    ends_q = [log_q[cut]]
    if b.cut is not None:
        written = b.written[cut]
        ends_q = [np.where(b.cut[cut], _deepest(written, b), written), written]
    corners = [kl_terms(most_p, end, "nonnegative") for end in ends_q] if len(most_p) else []
    if a.cut is not None:  # nothing at all, where B has all that it may have
        corners.append(np.where(a.cut[cut], np.exp(ends_q[-1]), 0.0))
    low = float(terms[~cut].sum())
    high = low + float(np.maximum.reduce([terms[cut], *corners]).sum())
    return min(low, kl), max(high, kl)  # which differ in the last digit by the order of addition
