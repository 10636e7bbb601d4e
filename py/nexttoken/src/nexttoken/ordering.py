"""Sorting tokens by a real-valued key, fast, and what a sorted order says."""

import numpy as np

from .arrays import Floats, Halves, Order, Ranks

_STEPS = 2.0**32 - 1


def order_of(keys: Floats) -> Order:
    """Return the tokens (0-based) by increasing key, ties by token: shape (n,). Overwrites `keys`.

    The keys are rounded to 32 bits over their range, so that two passes of numpy's stable sort of 16-bit
    integers, a radix sort, order them: about six times faster than sorting the floats. Needs two different
    keys at least.
    """
    halves = halves_of(keys)
    return by_high_half(halves, by_low_half(halves))


def likeliest(log_probs: Floats, count: int) -> Order:
    """Return the tokens (0-based) with the `count` largest of n numbers, from the largest, ties by token.

    Only what is among them is sorted. All n, where `count` is larger; it is at least 1.
    """
    count = min(count, len(log_probs))
    found = np.flatnonzero(log_probs >= np.partition(log_probs, -count)[-count])
    result: Order = found[np.argsort(-log_probs[found], kind="stable")][:count]
    return result


def halves_of(keys: Floats) -> Halves:
    """Return the keys rounded to 32 bits, in halves of 16, the lower first. Overwrites `keys`."""
    keys -= keys.min()
    keys *= _STEPS / keys.max()
    return keys.astype("<u4").view("<u2")


def by_low_half(halves: Halves) -> Order:
    """The first of `order_of`'s two passes."""
    return np.argsort(halves[0::2], kind="stable")


def by_high_half(halves: Halves, order: Order) -> Order:
    """The second, after which the tokens are in order."""
    result: Order = order[np.argsort(halves[1::2][order], kind="stable")]
    return result


def ranks_of(order: Order) -> Ranks:
    """Return the rank (1-based) of each token in an order: the inverse permutation, shape (n,)."""
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[order] = identity(len(order))
    return ranks


def identity(n: int) -> Ranks:
    """Return the ranks 1, …, n."""
    return np.arange(1, n + 1, dtype=np.int32)


def spearman(ranks: Ranks | Order) -> float:
    """Return Spearman's rank correlation of a permutation of 1..n with 1..n itself, in [-1, 1]; n >= 2.

    It is 1 - 6 sum d^2 / (n (n^2 - 1)) with d the differences of rank, added up in integers and divided
    once: the nearest double to the true value (n up to two million).
    """
    n = len(ranks)
    if n < 2:
        raise ValueError("a rank correlation needs at least two tokens")
    differences = np.subtract(ranks, identity(n), dtype=np.int64)
    whole = n * (n * n - 1)
    return (whole - 6 * int(np.dot(differences, differences))) / whole
