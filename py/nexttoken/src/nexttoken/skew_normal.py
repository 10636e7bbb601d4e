"""Skew-normal distributions, whole, cut off or gathered into bins, and how far two of them are apart.

The density is 2/w phi(z) Phi(a z) with z = (x - c) / w (Azzalini, "A class of distributions which includes
the normal ones", 1985). Here it is named by its mean, its standard deviation and its shape a: with
d = a / sqrt(1 + a^2), the standard deviation is w sqrt(1 - 2 d^2 / pi) and the mean c + w d sqrt(2 / pi).
Integrals are Gauss-Legendre's on short panels; logarithms of densities are never exponentiated to be divided.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from .arrays import Floats

_REACH = 10.0  # scales beyond which a tail holds nothing, about e^-50
_PANELS = 80
# Gauss-Legendre on [-1, 1], eight points: half of them, and their weights (Abramowitz & Stegun, table 25.4)
_POINTS = (0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363)
_SHARES = (0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763)
_NODES = np.array([*(-each for each in reversed(_POINTS)), *_POINTS])
_WEIGHTS = np.array([*reversed(_SHARES), *_SHARES])
_LOG_ROOT = 0.5 * math.log(2 * math.pi)


class SkewNormal(NamedTuple):
    """A skew-normal distribution; with `cut`, what lies farther from 0 than that is ruled out."""

    mean: float
    sd: float
    shape: float
    cut: float = math.inf

    @property
    def scale(self) -> float:
        """The w of its density."""
        return self.sd / math.sqrt(1 - 2 * self._delta**2 / math.pi)

    @property
    def centre(self) -> float:
        """The c of its density, which is neither its mean nor its mode."""
        return self.mean - self.scale * self._delta * math.sqrt(2 / math.pi)

    @property
    def _delta(self) -> float:
        return self.shape / math.hypot(1, self.shape)

    def support(self) -> tuple[float, float]:
        """Return between which places all of it is, but for what rounding swallows."""
        low, high = self.centre - _REACH * self.scale, self.centre + _REACH * self.scale
        inside = max(low, -self.cut), min(high, self.cut)
        return inside if inside[0] < inside[1] else (-self.cut, self.cut)

    def log_density(self, x: Floats) -> Floats:
        """Return ln of the density at each x, as if nothing were cut: shape (n,), nats."""
        z = (x - self.centre) / self.scale
        head = math.log(2 / self.scale) - _LOG_ROOT
        found: Floats = head - 0.5 * z * z + log_normal_cdf(self.shape * z)
        return found


def log_normal_cdf(x: Floats) -> Floats:
    """Return ln of the standard normal distribution function: shape (n,); to 1e-12, however small it is.

    Below -8 by its continued fraction (Abramowitz & Stegun 26.2.14), above by math.erfc.
    """
    found = np.empty_like(x)
    low = x < -8
    far = -x[low]
    fraction = far.copy()
    for k in range(40, 0, -1):
        fraction = far + k / fraction
    found[low] = -0.5 * far * far - _LOG_ROOT - np.log(fraction)
    near = x[~low] / -math.sqrt(2)
    found[~low] = [math.log(0.5 * math.erfc(each)) for each in near.tolist()]
    return found


def kl(p: SkewNormal, q: SkewNormal) -> float:
    """Return KL(P || Q) in nats: infinite where Q rules out what P allows, however rare that is."""
    if q.cut < p.cut:
        return math.inf
    x, weights = _places(*p.support(), q)
    log_p, log_q = p.log_density(x) - log_left(p), q.log_density(x) - log_left(q)
    return max(float(weights @ (np.exp(log_p) * (log_p - log_q))), 0.0)


def jensen_shannon(p: SkewNormal, q: SkewNormal) -> float:
    """Return the Jensen-Shannon divergence in nats, from 0 to ln 2; always finite."""
    return min((_to_middle(p, q) + _to_middle(q, p)) / 2, math.log(2))


def _to_middle(p: SkewNormal, q: SkewNormal) -> float:
    """KL(P || (P + Q) / 2): ln 2 - E_P ln(1 + q/p)."""
    low, high = p.support()
    low, high = max(low, -q.cut), min(high, q.cut)  # elsewhere q is 0, and so is the logarithm
    if low >= high:
        return math.log(2)
    x, weights = _places(low, high, q)
    log_p, log_q = p.log_density(x) - log_left(p), q.log_density(x) - log_left(q)
    shared = float(weights @ (np.exp(log_p) * np.logaddexp(0.0, log_q - log_p)))
    return max(math.log(2) - shared, 0.0)


def bins(width: float, *distributions: SkewNormal) -> Floats:
    """Return edges at the multiples of a width between which all of these distributions are."""
    ends = [end for each in distributions for end in each.support()]
    first, last = math.floor(min(ends) / width), math.ceil(max(ends) / width)
    edges: Floats = width * np.arange(first, last + 1, dtype=np.float64)
    return edges


def binned(p: SkewNormal, edges: Floats) -> Floats:
    """Return ln of the probability in each bin between `edges`, the cut counted: shape (n - 1,), nats."""
    inside = np.clip(edges, -p.cut, p.cut)
    count = math.ceil(4 * float(np.diff(inside).max()) / p.scale) + 1
    half = np.diff(inside) / (2 * count)
    middles = inside[:-1, None] + half[:, None] * (2 * np.arange(count) + 1)
    x = (middles[:, :, None] + half[:, None, None] * _NODES).reshape(len(half), -1)
    logs = p.log_density(x.ravel()).reshape(x.shape)
    largest = logs.max(axis=1)
    with np.errstate(divide="ignore"):
        sums = np.log((np.exp(logs - largest[:, None]) * np.tile(_WEIGHTS, count)).sum(axis=1) * half)
    found: Floats = largest + sums - log_left(p)
    return found


def log_left(p: SkewNormal) -> float:
    """Return ln of what the cut leaves, in nats: 0 where nothing is cut."""
    if p.cut == math.inf:
        return 0.0
    x, weights = _panels(*p.support(), _PANELS)
    logs = p.log_density(x)
    largest = float(logs.max())
    return largest + math.log(float(weights @ np.exp(logs - largest)))


def _places(low: float, high: float, other: SkewNormal) -> tuple[Floats, Floats]:
    """Places and weights of an integral from low to high of what turns where another distribution is."""
    inside = (min(max(end, low), high) for end in (*other.support(), other.centre))
    edges = sorted({low, high, *inside})
    parts = [_panels(start, stop, _PANELS) for start, stop in itertools.pairwise(edges)]
    return np.concatenate([x for x, _ in parts]), np.concatenate([weights for _, weights in parts])


def _panels(low: float, high: float, count: int) -> tuple[Floats, Floats]:
    """Places and weights of an integral from low to high."""
    half = (high - low) / (2 * count)
    middles = low + half * (2 * np.arange(count) + 1)
    x: Floats = (middles[:, None] + half * _NODES).ravel()
    return x, np.tile(half * _WEIGHTS, count)
