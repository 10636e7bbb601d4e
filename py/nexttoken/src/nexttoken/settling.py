"""How an estimate of KL settles as texts are added, one by one.

The bootstrap over texts here is Poisson's (Hanley & MacGibbon 2006): each set that is drawn anew has each
text so many times, 1 on average, as its own random number says. So a text counts the same whatever comes
after it, and the sums over the first n texts go on to be those over more.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .arrays import Floats, read_only
from .noise import uniform_noise

_RESAMPLES = 400
_LEVEL = 0.95
_MOST = 8  # times that a set has a text: more would be one in a million


@dataclass(frozen=True)
class Settling:
    """After the first `texts`, (n,): the estimate, in nats per text, and the bounds of its 95 % interval."""

    texts: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    kl: Floats
    low: Floats
    high: Floats


def settling(first: Floats, second: Floats, texts: "list[int]", seed: int = 1) -> Settling:
    """Return `kl_estimate` over the first so many of N texts, each of `texts` being 1 to N, in rising order.

    The percentile bootstrap, with 400 sets counted off from `seed`. A set that has none of the texts says 0.
    """
    difference = first - second
    difference = difference - difference.mean()  # over all, for the rounding's sake: it changes no variance
    at = np.array(texts)
    sums = [_running(np.ones((1, len(difference))), moment, at) for moment in _moments(difference)]
    drawn = [_running(_times(seed, len(difference)), moment, at) for moment in _moments(difference)]
    resampled = np.sort(_half_variance(*drawn), axis=0)
    tail = round(_RESAMPLES * (1 - _LEVEL) / 2)
    return Settling(at, _half_variance(*sums)[0], resampled[tail], resampled[-1 - tail])


def _moments(difference: Floats) -> tuple[Floats, Floats, Floats]:
    return np.ones_like(difference), difference, difference**2


def _running(times: Floats, moment: Floats, at: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Floats:
    """The sum of a moment over the first so many texts of each set, shape (sets, len(at))."""
    starts = np.concatenate([[0], at[:-1]])
    last = int(at[-1])
    found: Floats = np.add.reduceat(times[:, :last] * moment[:last], starts, axis=1).cumsum(axis=1)
    return found


def _half_variance(count: Floats, total: Floats, squares: Floats) -> Floats:
    count = np.maximum(count, 1)
    found: Floats = np.maximum(squares / count - (total / count) ** 2, 0) / 2
    return found


@lru_cache(maxsize=2)
def _times(seed: int, texts: int) -> Floats:
    """How often each set has each text, shape (400, texts): the same for the first of them, however many."""
    share = np.cumsum([math.exp(-1) / math.factorial(times) for times in range(_MOST)])
    uniform = uniform_noise(seed, _RESAMPLES * texts).reshape(texts, _RESAMPLES).T
    return read_only(np.searchsorted(share, uniform).astype(np.float64))
