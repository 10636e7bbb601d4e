"""What one row says of how two models differ."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.coded import Laid, Sums
from nexttoken.divergence import kl_terms, total_variation
from nexttoken.logfiles import CodedRow, ReadRow, Row
from nexttoken.logfiles.kld import STEPS
from nexttoken.split import BODY, HEAD

if TYPE_CHECKING:
    from nexttoken.arrays import Floats, Order

_LEAST = -1000.0  # nats: e to what lies deeper is 0


class Apart(NamedTuple):
    """Model A, the base, and model B at one position, in nats.

    `kl` is KL(A‖B), `reverse` KL(B‖A), `shape` the part of `kl` that is left where both have their
    probabilities sorted. `head`, `body` and `tail` are what A's likeliest ten tokens add to `kl`, those up to
    the hundredth, and all others, in the non-negative form p ln(p/q) - p + q. `kl` lies between `kl_low` and
    `kl_high`, as it would without cut tokens: see `_hidden`. `surprise_a` and `surprise_b`, -ln p of the
    token that follows, are NaN where that is not known. `mass_error` is how far the probabilities are from
    adding up to 1 as they are written, in the worse of both. `top` is the probability of A's likeliest token,
    and `entropy` that of A.
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


class Completed(NamedTuple):
    """A row with a mass of 1, as far as it can be known.

    ln p and p of each token, shape (vocabulary,). `floor` is what is written of tokens that were cut, and
    `deepest` how deep they may lie; None where there is none.
    """

    log_probs: "Floats"
    probs: "Floats"
    floor: float | None
    deepest: float | None


class Completion(NamedTuple):
    """What makes a row's mass 1.

    Of what is written `shift` is taken away, and e to it is taken times `factor`, but for tokens that were
    cut: ln p of these is `cut`. `floor` is what is written of them, and `deepest` how deep they may lie. All
    three are None where there is none.
    """

    shift: float
    factor: float
    cut: float | None = None
    floor: float | None = None
    deepest: float | None = None


def apart(a: Row, b: Row, target: int | None, sums: Sums | None = None) -> Apart:
    """Compare the rows of two models over the same tokens after the same text, which `target` follows.

    `sums` are those of both rows, where they are known.
    """
    one, other = completion(a), completion(b)
    found = sums or sums_of(a, b)
    more = found.q - found.p
    kl = max(found.kl + more, 0.0)
    low = max(kl - found.hidden, 0.0) if found.hidden < math.inf else _certain(a, b)
    return Apart(
        kl=kl,
        reverse=max(found.reverse - more, 0.0),
        shape=max(found.shape + more, 0.0),
        head=found.head,
        body=found.upper - found.head,
        tail=kl - found.upper if kl < math.inf else 0.0,
        kl_low=low,
        kl_high=max(low + found.most, kl),  # they may differ in the last digit by the order of addition
        total_variation=min(found.variation / 2, 1.0),
        same_top=float(a.top == b.top),
        surprise_a=math.nan if target is None else -_log_prob(a, one, target),
        surprise_b=math.nan if target is None else -_log_prob(b, other, target),
        mass_error=max(abs(a.mass - 1), abs(b.mass - 1)),
        top=found.top,
        entropy=found.entropy,
    )


def _log_prob(row: Row, found: Completion, token: int) -> float:
    if found.cut is not None and row.is_cut(token):
        return found.cut
    return row.log_prob(token) - found.shift


def coded(a: Row, b: Row) -> tuple[Sums, float] | None:
    """Return the sums of two rows by the kernel, and KL as llama.cpp takes it.

    None where numpy has to do it.
    """
    if not (isinstance(a, ReadRow) and isinstance(b, ReadRow)):
        return None
    return a.read.beside(_laid(a), b.read, _laid(b))


def _laid(row: ReadRow) -> Laid:
    found, (scale, least) = completion(row), (row.codes.scale, row.codes.least)
    if found.cut is None or found.floor is None or found.deepest is None:
        return Laid(scale, least, found.shift, found.factor)
    ends = found.cut, found.floor, found.deepest
    both = (number for end in ends for number in (end, math.exp(end)))
    return Laid(scale, least, found.shift, found.factor, 1.0, *both)


def sums_of(a: Row, b: Row) -> Sums:
    """Return the sums of two rows by numpy."""
    one, other = whole(a), whole(b)
    log_p, p, log_q, q = one.log_probs, one.probs, other.log_probs, other.probs
    top, ranked = _ranked(a, one)
    add_up = _sums if _is_finite(a) and _is_finite(b) else _sums_with_zeros
    of_top = kl_terms(log_p[top], log_q[top], "nonnegative", p=p[top], q=q[top])
    hidden, most = _hidden(a, b, one, other)
    return Sums(
        *add_up(one, other, ranked, _ranked_logs(b, other)),
        variation=2 * total_variation(log_p, log_q, p=p, q=q),
        p=float(p.sum()),
        q=float(q.sum()),
        head=float(of_top[:HEAD].sum()),
        upper=float(of_top.sum()),
        top=float(p[top[0]]),
        hidden=hidden,
        most=most,
    )


class _Ranked(NamedTuple):
    """A row from its likeliest token on: the tokens that are not in the tail, ties by token, and all p."""

    likeliest: "Order"
    probs: "Floats"


def _ranked(row: Row, found: Completed) -> _Ranked:
    """Put a row in order, and compute no power anew, which a browser is slow at."""
    if isinstance(row, CodedRow):
        order = row.codes.order()
        return _Ranked(order[:BODY], found.probs[order])
    probs = np.sort(found.probs)[::-1]
    likely = np.flatnonzero(found.probs >= probs[:BODY][-1])
    return _Ranked(likely[np.argsort(-found.log_probs[likely], kind="stable")][:BODY], probs)


def _ranked_logs(row: Row, found: Completed) -> "Floats":
    """All ln p from the likeliest token on."""
    if not isinstance(row, CodedRow):
        return np.sort(found.log_probs)[::-1]
    logs = row.codes.descending().decoded()
    if not row.cuts:
        logs -= math.log(row.mass)
    else:
        logs[len(logs) - row.cuts :] = found.log_probs.min()
    return logs


def _sums(
    one: Completed, other: Completed, probs: "Floats", logs: "Floats"
) -> tuple[float, float, float, float]:
    """The first of the sums, of which A's p and B's ln p are given in order, too."""
    ratio = one.log_probs - other.log_probs
    room = np.empty_like(ratio)  # for one product after another: new room takes as long as what is put there

    def product(a: "Floats", b: "Floats") -> float:
        return float(np.multiply(a, b, out=room).sum())

    entropy = -product(one.probs, one.log_probs)
    kl, reverse = product(one.probs, ratio), -product(other.probs, ratio)
    return kl, reverse, -entropy - product(probs, logs), entropy


def _sums_with_zeros(
    one: Completed, other: Completed, probs: "Floats", logs: "Floats"
) -> tuple[float, float, float, float]:
    """The same of rows of which one rules tokens out."""
    log_p, log_q, p, q = one.log_probs, other.log_probs, one.probs, other.probs
    return (
        float(kl_terms(log_p, log_q, p=p).sum()),
        float(kl_terms(log_q, log_p, p=q).sum()),
        float(kl_terms(np.sort(log_p)[::-1], logs, p=probs).sum()),
        -float((p * np.maximum(log_p, _LEAST)).sum()),
    )


def _is_finite(row: Row) -> bool:
    return isinstance(row, CodedRow) or bool(row.written.min() > -np.inf)


def completed(row: Row) -> "Floats":
    """Return a row's ln p with a mass of 1, as `whole` has it."""
    return whole(row).log_probs


def whole(row: Row) -> Completed:
    """Return a row with a mass of 1, as far as it can be known: what `completion` makes of each token."""
    found = completion(row)
    if found.cut is None:
        return Completed(row.written - found.shift, row.weights * found.factor, None, None)
    assert row.cut is not None
    log_probs = np.where(row.cut, found.cut, row.written)
    probs = np.where(row.cut, math.exp(found.cut), row.weights)
    return Completed(log_probs, probs, found.floor, found.deepest)


@lru_cache(maxsize=2)  # of a pair: more than one asks
def completion(row: Row) -> Completion:
    """Return what makes a row's mass 1, as far as it can be known.

    Where tokens were cut, all others are exact but for rounding, so what these leave is shared out among the
    cut ones, up to what is written of them. Of less than half a step of what is written rounding may have
    left nothing: half a step is shared out at least.
    """
    if not row.cuts:
        return Completion(math.log(row.mass), 1 / row.mass)
    floor, largest = row.floor, row.log_prob(row.top)
    deepest = 2 * floor - largest
    hidden = (largest - floor) / STEPS / 2
    share = math.log(max(1 - row.exact, hidden) / row.cuts)
    return Completion(0.0, 1.0, min(max(share, deepest), floor), floor, deepest)


def _hidden(a: Row, b: Row, one: Completed, other: Completed) -> tuple[float, float]:
    """Return what tokens that were cut add to the sum of p ln(p/q) - p + q, and what they add at most.

    No term is negative, so what all others add is certain, but for rounding. At most: a token that A has cut
    has a probability from 0 to what is written, and one that B has cut from twice as far down as its floor to
    that; the largest of the corners.
    """
    hidden = most = 0.0
    for tokens, times, is_cut_a, is_cut_b in _cut(a, b):
        log_p, log_q = one.log_probs[tokens], other.log_probs[tokens]
        most_p = np.full_like(log_p, one.floor) if is_cut_a else log_p
        ends_q = [np.full_like(log_q, end) for end in (other.deepest, other.floor)] if is_cut_b else [log_q]
        terms = kl_terms(log_p, log_q, "nonnegative")
        corners = [terms, *(kl_terms(most_p, end, "nonnegative") for end in ends_q)]
        if is_cut_a:  # nothing at all, where B has all that it may have
            corners.append(np.exp(ends_q[-1]))
        hidden += times * float(terms.sum())
        most += times * float(np.maximum.reduce(corners).sum())
    return hidden, most


def _certain(a: Row, b: Row) -> float:
    """Return what the terms of tokens that neither has cut add up to."""
    one, other = whole(a), whole(b)
    exact = ~np.logical_or.reduce([row.cut for row in (a, b) if row.cut is not None])
    return float(kl_terms(one.log_probs[exact], other.log_probs[exact], "nonnegative").sum())


def _cut(a: Row, b: Row) -> "Iterator[tuple[Order, int, bool, bool]]":
    """Tokens that both have cut, of which one stands for all as they are alike; that only A has; only B.

    With them, for how many each stands, and which have cut it.
    """
    if a.cut is None and b.cut is None:
        return
    none = np.zeros(1, np.bool_)
    in_a, in_b = (none if row.cut is None else row.cut for row in (a, b))
    both = np.flatnonzero(in_a & in_b)
    if len(both):
        yield both[:1], len(both), True, True
    for marks, is_in_a in ((in_a > in_b, True), (in_b > in_a, False)):
        tokens = np.flatnonzero(marks)
        if len(tokens):
            yield tokens, 1, is_in_a, not is_in_a
