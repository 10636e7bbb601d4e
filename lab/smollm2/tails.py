"""Numbers of a whole distribution, by numpy and scipy alone, and the bounds for those of a stored one."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

OFF = 1 / 1024 + 1e-3  # nats: a step of how log-probabilities are stored, and what implementations differ by
_STEEPEST = 20.0

type Bounds = tuple[float, float, float]


def tail(logprobs: np.ndarray) -> dict[str, Bounds]:
    """Return what the figure long-tail has to say, each number with the least and the greatest it may be.

    If each ln p is off by OFF at most, then so is each of the sorted ones, every sum of probabilities is off
    by a factor of e^OFF at most, and the mean of any x by e^OFF − 1 times E|x − E x|.
    """
    falling = np.sort(logprobs)[::-1]
    p, logs = np.exp(falling), np.log(np.arange(1, len(falling) + 1))
    entropy = -float(p @ falling)
    wide = np.expm1(OFF) * float(p @ abs(falling + entropy)) + OFF**2
    mean = float(p @ logs)
    moved = np.expm1(OFF) * float(p @ abs(logs - mean))
    s, least, greatest = (_exponent(each, logs) for each in (mean, mean + moved, mean - moved))
    kl = s * mean + _log_normalizer(s, logs) - entropy
    apart = wide + greatest * moved
    return {
        "vocabulary": _around(len(p), 0),
        "top_prob": (p[0], p[0] * np.exp(-OFF), p[0] * np.exp(OFF)),
        **{f"tokens_{part}": _reaching(p, part / 100) for part in (50, 90, 99)},
        "entropy": _around(entropy, wide),
        "effective_vocabulary": (np.exp(entropy), np.exp(entropy - wide), np.exp(entropy + wide)),
        "zipf_exponent": (s, least, greatest),
        "kl_fit": _around(kl, apart),
    }


def _around(value: float, width: float) -> Bounds:
    return value, value - width, value + width


def _reaching(p: np.ndarray, part: float) -> Bounds:
    """How many of the likeliest tokens have a part of the mass; what is left of it is as exact."""
    masses, rests = np.cumsum(p), np.cumsum(p[::-1])[::-1] - p

    def count(reached: Callable[[float], np.ndarray]) -> Callable[[float], int]:
        return lambda off: 1 + int(np.argmax(reached(off)))

    by_mass = count(lambda off: masses >= part * np.exp(off))
    by_rest = count(lambda off: rests <= (1 - part) * np.exp(-off))
    return by_mass(0), max(by_mass(-OFF), by_rest(-OFF)), min(by_mass(OFF), by_rest(OFF))


def _log_normalizer(s: float, logs: np.ndarray) -> float:
    return float(logsumexp(-s * logs))


def _exponent(mean: float, logs: np.ndarray) -> float:
    """The s of the Zipf distribution that is nearest in KL to one whose mean of ln rank is given."""
    found = minimize_scalar(
        lambda s: s * mean + _log_normalizer(s, logs),
        bounds=(0, _STEEPEST),
        method="bounded",
        options={"xatol": 1e-11},
    )
    return float(found.x)
