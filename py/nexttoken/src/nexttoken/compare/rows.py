"""What one row says of how two models differ."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.logfiles import Row

if TYPE_CHECKING:
    from nexttoken.arrays import Floats
    from nexttoken.logfiles.log_file import Flags

HEAD, BODY = 10, 100  # of the base's likeliest tokens
_ZERO = -1e9  # ln of a probability that is 0, so that 0 times it is 0


class Apart(NamedTuple):
    """Model A, the base, and model B at one position, in nats.

    `kl` is KL(A‖B), `reverse` KL(B‖A), `shape` the part of `kl` that is left where both have their
    probabilities sorted. `head`, `body` and `tail` are what A's likeliest ten tokens add to `kl`, those up to
    the hundredth, and all others, in the non-negative form p ln(p/q) - p + q. `kl_low` and `kl_high` are
    between what `kl` is where tails were cut off; see `bounds`. `surprise_a` and `surprise_b`, -ln p of the
    token that follows, are NaN where that is not known. `mass_error` is how far the probabilities are from
    adding up to 1 as they are written, in the worse of both.
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


def apart(a: Row, b: Row) -> Apart:
    """Compare the rows of two models over the same tokens after the same text."""
    mass_a, mass_b = (_log_mass(row.written) for row in (a, b))
    log_p, log_q = a.written - mass_a, b.written - mass_b
    p, q = np.exp(log_p), np.exp(log_q)
    order = np.argsort(-log_p, kind="stable")
    terms = _terms(p, log_p, log_q) - p + q
    parts = np.add.reduceat(terms[order], [start for start in (0, HEAD, BODY) if start < len(p)])
    head, body, tail = (*parts.tolist(), 0.0, 0.0)[:3]
    kl = max(float(terms.sum()), 0.0)
    sorted_p, sorted_q = log_p[order], np.sort(log_q)[::-1]
    low, high = bounds(a, b) if a.cut is not None or b.cut is not None else (kl, kl)
    return Apart(
        kl=kl,
        reverse=max(float((_terms(q, log_q, log_p)).sum()), 0.0),
        shape=max(float(_terms(p[order], sorted_p, sorted_q).sum()), 0.0),
        head=head,
        body=body,
        tail=tail,
        kl_low=low,
        kl_high=high,
        total_variation=float(np.abs(p - q).sum()) / 2,
        same_top=float(log_p.argmax() == log_q.argmax()),
        surprise_a=_surprise(log_p, a.target),
        surprise_b=_surprise(log_q, a.target),
        mass_error=max(abs(math.expm1(mass_a)), abs(math.expm1(mass_b))),
    )


def bounds(a: Row, b: Row) -> tuple[float, float]:
    """Return what KL(A‖B) is at least, and at most if B's cut tokens lie no deeper than twice its floor.

    In nats, of the sum of p ln(p/q) - p + q, of which no term is negative. At least: of the tokens that
    neither has cut, whose terms are exact. At most: a token that A has cut has a probability from 0 to what
    is written, and one that B has cut from what is twice as far under B's likeliest as the floor to that.
    """
    cut_a, cut_b = _flags(a), _flags(b)
    log_p, log_q = a.written, b.written
    deep = np.where(cut_b, 2 * log_q - log_q.max(), log_q)
    terms = _nonnegative_terms(log_p, log_q)
    most = np.maximum(terms, _nonnegative_terms(log_p, deep))
    most = np.where(cut_a, np.maximum(most, np.exp(log_q)), most)
    exact = ~(cut_a | cut_b)
    return float(terms[exact].sum()), float(np.where(exact, terms, most).sum())


def _flags(row: Row) -> "Flags":
    return np.zeros(len(row.written), np.bool_) if row.cut is None else row.cut


def _nonnegative_terms(log_p: "Floats", log_q: "Floats") -> "Floats":
    p, q = np.exp(log_p), np.exp(log_q)
    return np.maximum(_terms(p, log_p, log_q) - p + q, 0.0)


def _terms(p: "Floats", log_p: "Floats", log_q: "Floats") -> "Floats":
    """p ln(p/q) of each token: 0 where p is, infinite where only q is."""
    terms: Floats = p * (np.maximum(log_p, _ZERO) - np.maximum(log_q, _ZERO))
    terms[(p > 0) & (log_q == -np.inf)] = np.inf
    return terms


def _log_mass(written: "Floats") -> float:
    largest = written.max()
    return float(largest + np.log(np.exp(written - largest).sum()))


def _surprise(log_probs: "Floats", target: int | None) -> float:
    return math.nan if target is None else -float(log_probs[target])
