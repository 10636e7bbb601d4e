"""Skew-normal distributions, whole, cut off or gathered into bins, and how far two of them are apart.

The density is 2/w phi(z) Phi(a z) with z = (x - c) / w (Azzalini, "A class of distributions which includes the
normal ones", 1985). Here it is named by its mean, its standard deviation and its shape a: with
d = a / sqrt(1 + a^2), the standard deviation is w sqrt(1 - 2 d^2 / pi) and the mean c + w d sqrt(2 / pi).
Integrals are Gauss-Legendre's on short panels; logarithms of densities are never exponentiated to be divided.
"""

import math
from collections.abc import Callable
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
        """Return where there is anything: (low, high), low < high, or both equal where it is cut to nothing."""
        low, high = self.centre - _REACH * self.scale, self.centre + _REACH * self.scale
        low, high = max(low, -self.cut), min(high, self.cut)
        return (low, high) if low < high else (0.0, 0.0)

    def log_density(self, x: Floats) -> Floats:
        """Return ln of the density at each x, as if nothing were cut: shape (n,), nats."""
        z = (x - self.centre) / self.scale
        head = math.log(2 / self.scale) - _LOG_ROOT
        found: Floats = head - 0.5 * z * z + log_normal_cdf(self.shape * z)
        return found

    def log_mass(self, low: float, high: float) -> float:
        """Return ln of the probability between two places, as if nothing were cut; -inf where low = high."""
        return _log_sum(*_integrand(self.log_density, *_panels(low, high, 2)))


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
    """Return KL(P || Q) in nats: infinite where Q rules out what P allows."""
    low, high = p.support()
    if low == high or q.cut < min(p.cut, max(-low, high)):
        return math.inf
    mine, other = _total(p), _total(q)
    x, weights = _panels(low, high, _PANELS)
    log_p, log_q = p.log_density(x) - mine, q.log_density(x) - other
    return max(float(weights @ (np.exp(log_p) * (log_p - log_q))), 0.0)


def jensen_shannon(p: SkewNormal, q: SkewNormal) -> float:
    """Return the Jensen-Shannon divergence in nats, from 0 to ln 2; always finite."""
    return min((_to_middle(p, q) + _to_middle(q, p)) / 2, math.log(2))


def _to_middle(p: SkewNormal, q: SkewNormal) -> float:
    """KL(P || (P + Q) / 2): ln 2 - E_P ln(1 + q/p)."""
    low, high = p.support()
    edges = sorted({low, high, *(min(max(edge, low), high) for edge in (-q.cut, q.cut))})
    total = 0.0
    for start, stop in zip(edges, edges[1:], strict=False):
        x, weights = _panels(start, stop, _PANELS)
        log_p = p.log_density(x) - _total(p)
        inside = abs(start + stop) / 2 < q.cut
        log_q = q.log_density(x) - _total(q) if inside else np.full_like(x, -np.inf)
        total += float(weights @ (np.exp(log_p) * np.logaddexp(0.0, log_q - log_p)))
    return max(math.log(2) - total, 0.0)


def binned(p: SkewNormal, edges: Floats) -> Floats:
    """Return ln of the probability in each bin between `edges`, the cut counted: shape (n - 1,), nats."""
    inside = np.clip(edges, -p.cut, p.cut).tolist()
    pairs = zip(inside, inside[1:], strict=False)
    return np.array([p.log_mass(low, high) for low, high in pairs]) - _total(p)


def _total(p: SkewNormal) -> float:
    """ln of what is left after the cut."""
    return _log_sum(*_integrand(p.log_density, *_panels(*p.support(), _PANELS)))


def _panels(low: float, high: float, count: int) -> tuple[Floats, Floats]:
    """Places and weights of an integral from low to high."""
    half = (high - low) / (2 * count)
    middles = low + half * (2 * np.arange(count) + 1)
    x: Floats = (middles[:, None] + half * _NODES).ravel()
    return x, np.tile(half * _WEIGHTS, count)


def _integrand(log_density: Callable[[Floats], Floats], x: Floats, weights: Floats) -> tuple[Floats, Floats]:
    return log_density(x), weights


def _log_sum(logs: Floats, weights: Floats) -> float:
    """ln of the weighted sum of what these are the logarithms of."""
    largest = float(logs.max())
    total = float(weights @ np.exp(logs - largest))
    return largest + math.log(total) if total > 0 else -math.inf
