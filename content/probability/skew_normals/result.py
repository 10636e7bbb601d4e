"""Two skew-normals, whole or in bins, and how far apart they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from explorable import State
from explorable.plot import Array
from nexttoken import jensen_shannon as js_of_lists
from nexttoken import kl_divergence
from nexttoken.skew_normal import SkewNormal, binned, bins, jensen_shannon, kl, log_left

WHOLE = "none"  # the value of `bins` where nothing is gathered


_ROUNDING = 1e-12  # nats


@dataclass(frozen=True, eq=False)
class Binned:
    """Edges of bins, and ln of what P and Q have in each."""

    edges: Array
    log_p: Array
    log_q: Array


@dataclass(frozen=True, eq=False)
class Result:
    """P and Q, in bins perhaps; the divergences, in nats; `out` is what P gives to what Q rules out."""

    p: SkewNormal
    q: SkewNormal
    binned: Binned | None
    forward: float
    reverse: float
    js: float
    out: float

    def logs(self, x: Array) -> tuple[Array, Array]:
        """ln of both densities at each x, −∞ where Q is cut."""
        log_q = np.where(np.abs(x) <= self.q.cut, self.q.log_density(x) - log_left(self.q), -np.inf)
        return self.p.log_density(x), log_q


def compute(state: State) -> Result:
    """Whole, by integrals; in bins, by sums."""
    p = SkewNormal(state.mean_p, state.sd_p, state.skew_p)
    q = SkewNormal(state.mean_q, state.sd_q, state.skew_q, float(state.cut) or math.inf)
    out = abs(math.expm1(min(log_left(p._replace(cut=q.cut)), 0.0)))
    if state.bins == WHOLE:
        return Result(p, q, None, *_settled(kl(p, q), kl(q, p), jensen_shannon(p, q)), out)
    edges = bins(float(state.bins), p, q._replace(cut=math.inf))
    found = Binned(edges, binned(p, edges), binned(q, edges))
    one, other = found.log_p, found.log_q
    forward = math.inf if math.isfinite(q.cut) else kl_divergence(one, other)  # there are bins beyond any cut
    return Result(p, q, found, *_settled(forward, kl_divergence(other, one), js_of_lists(one, other)), out)


def _settled(forward: float, reverse: float, js: float) -> tuple[float, float, float]:
    """What is only rounding is 0."""
    return _settle(forward), _settle(reverse), _settle(js)


def _settle(nats: float) -> float:
    return 0.0 if nats < _ROUNDING else nats
