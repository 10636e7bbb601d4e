"""A normal distribution fitted to a mixture of normals, on forward and on reverse KL, step by step.

Both divergences fall along the natural gradient of Q's mean m and ln of its standard deviation s (Amari,
"Natural gradient works efficiently in learning", 1998), whose Fisher information is diag(1/s^2, 2). In nats.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .arrays import Floats

RATE = 0.1  # of the natural gradient
_MOST_MEAN, _MOST_LOG_SD = 0.2, 0.1  # that one step may change: far off, a gradient says little
_Z = np.linspace(-8.0, 8.0, 1281)  # so fine that it sees where ln p turns from one mode to the other
_WEIGHTS = np.exp(-0.5 * _Z * _Z) / np.exp(-0.5 * _Z * _Z).sum()
_LOG_ROOT = 0.5 * math.log(2 * math.pi)


class Normal(NamedTuple):
    """A normal distribution."""

    mean: float
    sd: float

    def log_density(self, x: Floats) -> Floats:
        """Return ln of the density at each x: shape (n,), nats."""
        z = (x - self.mean) / self.sd
        found: Floats = -0.5 * z * z - (math.log(self.sd) + _LOG_ROOT)
        return found


class Mixture(NamedTuple):
    """Normals, each with a weight; these are positive and add up to 1."""

    weights: Sequence[float]
    parts: Sequence[Normal]

    def log_density(self, x: Floats) -> Floats:
        """Return ln of the density at each x: shape (n,), nats."""
        joint = self._joint(x)
        largest = joint.max(axis=0)
        found: Floats = largest + np.log(np.exp(joint - largest).sum(axis=0))
        return found

    def slope(self, x: Floats) -> Floats:
        """Return the derivative of that: shape (n,)."""
        joint = self._joint(x)
        shares = np.exp(joint - self.log_density(x))
        pulls = np.array([(part.mean - x) / part.sd**2 for part in self.parts])
        found: Floats = (shares * pulls).sum(axis=0)
        return found

    def moments(self) -> Normal:
        """Return the normal of the same mean and standard deviation: of all, the nearest on forward KL."""
        pairs = list(zip(self.weights, self.parts, strict=True))
        mean = sum(weight * part.mean for weight, part in pairs)
        square = sum(weight * (part.sd**2 + (part.mean - mean) ** 2) for weight, part in pairs)
        return Normal(mean, math.sqrt(square))

    def entropy(self) -> float:
        """Return -E ln p in nats, each part integrated on a grid of its own."""
        each = (
            weight * float(_WEIGHTS @ self.log_density(part.mean + part.sd * _Z))
            for weight, part in zip(self.weights, self.parts, strict=True)
        )
        return -sum(each)

    def _joint(self, x: Floats) -> Floats:
        rows = zip(self.weights, self.parts, strict=True)
        return np.array([math.log(weight) + part.log_density(x) for weight, part in rows])


def forward_kl(p: Mixture, q: Normal) -> float:
    """Return KL(P || Q) in nats: -H(P) - E_P ln q, of which only P's moments matter to Q."""
    mean, sd = p.moments()
    expected = -0.5 * (sd**2 + (mean - q.mean) ** 2) / q.sd**2 - math.log(q.sd) - _LOG_ROOT
    return max(-p.entropy() - expected, 0.0)


def reverse_kl(p: Mixture, q: Normal) -> float:
    """Return KL(Q || P) in nats: -H(Q) - E_Q ln p."""
    entropy = 0.5 + math.log(q.sd) + _LOG_ROOT
    return max(-entropy - float(_WEIGHTS @ p.log_density(q.mean + q.sd * _Z)), 0.0)


def forward_steps(p: Mixture, start: Normal) -> Iterator[Normal]:
    """Yield Q as it falls on KL(P || Q), from `start`, without end. There is one minimum: P's moments."""
    mean, sd = p.moments()

    def direction(q: Normal) -> tuple[float, float]:
        return mean - q.mean, 0.5 * ((sd**2 + (mean - q.mean) ** 2) / q.sd**2 - 1)

    return _steps(start, direction)


def reverse_steps(p: Mixture, start: Normal) -> Iterator[Normal]:
    """Yield Q as it falls on KL(Q || P), from `start`, without end. There may be several minima."""

    def direction(q: Normal) -> tuple[float, float]:
        slopes = p.slope(q.mean + q.sd * _Z)
        return q.sd**2 * float(_WEIGHTS @ slopes), 0.5 * (1 + q.sd * float(_WEIGHTS @ (_Z * slopes)))

    return _steps(start, direction)


def _steps(start: Normal, direction: Callable[[Normal], tuple[float, float]]) -> Iterator[Normal]:
    """The natural gradient's direction, down: of the mean, and of ln sd."""
    q = start
    while True:
        yield q
        mean, log_sd = (RATE * each for each in direction(q))
        log_sd = math.copysign(min(abs(log_sd), _MOST_LOG_SD), log_sd)
        mean = math.copysign(min(abs(mean), _MOST_MEAN), mean)
        q = Normal(q.mean + mean, q.sd * math.exp(log_sd))
