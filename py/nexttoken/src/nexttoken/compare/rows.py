"""What one row says of how two models differ."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.divergence import kl_terms, total_variation
from nexttoken.logfiles import Row
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


class Completed(NamedTuple):
    """A row with a mass of 1, as far as it can be known.

    ln p and p of each token, shape (vocabulary,). `floor` is what is written of tokens that were cut, and
    `deepest` how deep they may lie; None where there is none. `error` is how far what is written is from a
    mass of 1.
    """

    log_probs: "Floats"
    probs: "Floats"
    floor: float | None
    deepest: float | None
    error: float


def apart(a: Row, b: Row, target: int | None) -> Apart:
    """Compare the rows of two models over the same tokens after the same text, which `target` follows."""
    one, other = whole(a), whole(b)
    log_p, p, log_q, q = one.log_probs, one.probs, other.log_probs, other.probs
    top, ranked = _ranked(a, one)
    add_up = _sums if _is_finite(a) and _is_finite(b) else _sums_with_zeros
    sums, more = add_up(one, other, ranked, _ranked_logs(b, other)), float(q.sum()) - float(p.sum())
    kl = max(sums.kl + more, 0.0)
    of_top = kl_terms(log_p[top], log_q[top], "nonnegative", p=p[top], q=q[top])
    head, upper = float(of_top[:HEAD].sum()), float(of_top.sum())
    low, high = bounds(a, b, one, other, kl)
    return Apart(
        kl=kl,
        reverse=max(sums.reverse - more, 0.0),
        shape=max(sums.shape + more, 0.0),
        head=head,
        body=upper - head,
        tail=kl - upper if kl < math.inf else 0.0,
        kl_low=low,
        kl_high=high,
        total_variation=total_variation(log_p, log_q, p=p, q=q),
        same_top=float(a.top == b.top),
        surprise_a=math.nan if target is None else -float(log_p[target]),
        surprise_b=math.nan if target is None else -float(log_q[target]),
        mass_error=max(abs(one.error), abs(other.error)),
        top=float(p[top[0]]),
        entropy=sums.entropy,
    )


class _Ranked(NamedTuple):
    """A row from its likeliest token on: the tokens that are not in the tail, ties by token, and all p."""

    likeliest: "Order"
    probs: "Floats"


def _ranked(row: Row, found: Completed) -> _Ranked:
    """Put a row in order, and compute no power anew, which a browser is slow at."""
    if row.codes is not None:
        order = row.codes.order()
        return _Ranked(order[:BODY], found.probs[order])
    probs = np.sort(found.probs)[::-1]
    likely = np.flatnonzero(found.probs >= probs[:BODY][-1])
    return _Ranked(likely[np.argsort(-found.log_probs[likely], kind="stable")][:BODY], probs)


def _ranked_logs(row: Row, found: Completed) -> "Floats":
    """All ln p from the likeliest token on."""
    if row.codes is None:
        return np.sort(found.log_probs)[::-1]
    logs = row.codes.descending().decoded()
    if row.cut is None or found.floor is None:
        logs -= math.log(row.mass)
    else:
        logs[len(logs) - np.count_nonzero(row.cut) :] = found.log_probs.min()
    return logs


class _Sums(NamedTuple):
    """What p ln(p/q), q ln(q/p), and the first where both are sorted, add up to; and A's entropy.

    With sum q - sum p, which is rounding, the first three are KL in either form.
    """

    kl: float
    reverse: float
    shape: float
    entropy: float


def _sums(one: Completed, other: Completed, probs: "Floats", logs: "Floats") -> _Sums:
    """Add up rows, of which A's p and B's ln p are given in order, too."""
    ratio = one.log_probs - other.log_probs
    room = np.empty_like(ratio)  # for one product after another: new room takes as long as what is put there

    def product(a: "Floats", b: "Floats") -> float:
        return float(np.multiply(a, b, out=room).sum())

    entropy = -product(one.probs, one.log_probs)
    return _Sums(
        kl=product(one.probs, ratio),
        reverse=-product(other.probs, ratio),
        shape=-entropy - product(probs, logs),
        entropy=entropy,
    )


def _sums_with_zeros(one: Completed, other: Completed, probs: "Floats", logs: "Floats") -> _Sums:
    """The same of rows of which one rules tokens out."""
    log_p, log_q, p, q = one.log_probs, other.log_probs, one.probs, other.probs
    return _Sums(
        kl=float(kl_terms(log_p, log_q, p=p).sum()),
        reverse=float(kl_terms(log_q, log_p, p=q).sum()),
        shape=float(kl_terms(np.sort(log_p)[::-1], logs, p=probs).sum()),
        entropy=-float((p * np.maximum(log_p, _LEAST)).sum()),
    )


def _is_finite(row: Row) -> bool:
    return row.codes is not None or bool(row.written.min() > -np.inf)


def completed(row: Row) -> "Floats":
    """Return a row's ln p with a mass of 1, as `whole` has it."""
    return whole(row).log_probs


def whole(row: Row) -> Completed:
    """Return a row with a mass of 1, as far as it can be known.

    Where tokens were cut, all others are exact but for rounding, so what these leave is shared out among the
    cut ones, up to what is written of them. Of less than half a step of what is written rounding may have
    left nothing: half a step is shared out at least.
    """
    count = 0 if row.cut is None else int(np.count_nonzero(row.cut))
    if row.cut is None or not count:
        log_probs, probs = row.written - math.log(row.mass), row.weights * (1 / row.mass)
        return Completed(log_probs, probs, None, None, row.mass - 1)
    floor, largest = float(row.written[row.cut.argmax()]), float(row.written[row.top])
    deepest = 2 * floor - largest
    exact = float(row.weights[~row.cut].sum())
    hidden = (largest - floor) / STEPS / 2
    share = math.log(max(1 - exact, hidden) / count)
    found = min(max(share, deepest), floor)
    log_probs = np.where(row.cut, found, row.written)
    probs = np.where(row.cut, math.exp(found), row.weights)
    return Completed(log_probs, probs, floor, deepest, row.mass - 1)


def bounds(a: Row, b: Row, one: Completed, other: Completed, kl: float) -> tuple[float, float]:
    """Return what `kl`, the sum of p ln(p/q) - p + q, is at least and at most, whatever was cut.

    No term is negative. At least: the terms of tokens that neither has cut, but for rounding. At most: a
    token that A has cut has a probability from 0 to what is written, and one that B has cut from twice as
    far down as its floor to that; the largest of the corners.
    """
    low, more = kl, 0.0
    for tokens, times, is_cut_a, is_cut_b in _cut(a, b):
        log_p, log_q = one.log_probs[tokens], other.log_probs[tokens]
        most_p = np.full_like(log_p, one.floor) if is_cut_a else log_p
        ends_q = [np.full_like(log_q, end) for end in (other.deepest, other.floor)] if is_cut_b else [log_q]
        terms = kl_terms(log_p, log_q, "nonnegative")
        corners = [terms, *(kl_terms(most_p, end, "nonnegative") for end in ends_q)]
        if is_cut_a:  # nothing at all, where B has all that it may have
            corners.append(np.exp(ends_q[-1]))
        low -= times * float(terms.sum())
        more += times * float(np.maximum.reduce(corners).sum())
    if math.isnan(low):  # terms without limit, of tokens that were cut, were taken from one without limit
        exact = ~np.logical_or.reduce([row.cut for row in (a, b) if row.cut is not None])
        low = float(kl_terms(one.log_probs[exact], other.log_probs[exact], "nonnegative").sum())
    low = max(low, 0.0)
    return low, max(low + more, kl)  # which may differ in the last digit by the order of addition


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
