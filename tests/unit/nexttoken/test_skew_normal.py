"""Skew-normals: their moments and divergences against scipy, cut off, in bins, and by what has to hold."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken import kl_divergence
from nexttoken.skew_normal import SkewNormal, binned, bins, jensen_shannon, kl, log_left, log_normal_cdf
from scipy import integrate
from scipy.special import log_ndtr
from scipy.stats import skewnorm

any_of_them = st.builds(SkewNormal, st.floats(-5, 5), st.floats(0.3, 3), st.floats(-8, 8), st.just(math.inf))
cuts = st.floats(0.5, 10)


def scipys(p: SkewNormal) -> tuple[float, float, float]:
    """The same in scipy's parameters."""
    return p.shape, p.centre, p.scale


def integral(of: Callable[[float], float], *distributions: SkewNormal) -> float:
    ends = sorted({end for each in distributions for end in (*each.support(), each.centre)})
    parts = itertools.pairwise(ends)
    return sum(integrate.quad(of, low, high, limit=400, epsabs=1e-12)[0] for low, high in parts)


@given(st.floats(-300, 30))
def test_the_logarithm_of_the_normal_is_scipys_however_small(x: float) -> None:
    assert log_normal_cdf(np.array([x]))[0] == pytest.approx(log_ndtr(x), rel=1e-11, abs=1e-15)


@given(any_of_them)
def test_mean_and_standard_deviation_are_what_they_are_called(p: SkewNormal) -> None:
    mean, variance = skewnorm.stats(*scipys(p), moments="mv")
    assert (mean, variance) == pytest.approx((p.mean, p.sd**2), abs=1e-9)
    x = np.linspace(-6, 6, 25)
    assert np.exp(p.log_density(x)) == pytest.approx(skewnorm.pdf(x, *scipys(p)), rel=1e-8, abs=1e-12)


@settings(max_examples=25)
@given(any_of_them, any_of_them)
def test_the_divergences_are_their_integrals(p: SkewNormal, q: SkewNormal) -> None:
    def log_ratio(x: float) -> tuple[float, float]:
        at = np.array([x])
        return float(p.log_density(at)[0]), float(q.log_density(at)[0])

    def forward(x: float) -> float:
        log_p, log_q = log_ratio(x)
        return math.exp(log_p) * (log_p - log_q)

    def middle(x: float) -> float:
        logs = log_ratio(x)
        log_m = float(np.logaddexp(*logs)) - math.log(2)
        return sum(math.exp(each) * (each - log_m) for each in logs) / 2

    assert kl(p, q) == pytest.approx(integral(forward, p), rel=1e-6, abs=1e-8)
    assert jensen_shannon(p, q) == pytest.approx(integral(middle, p, q), rel=1e-5, abs=1e-7)
    assert 0 <= jensen_shannon(p, q) <= math.log(2)
    assert jensen_shannon(p, q) == pytest.approx(jensen_shannon(q, p), abs=1e-12)


def test_two_normals_have_the_closed_form() -> None:
    p, q = SkewNormal(0, 1, 0), SkewNormal(1, 2, 0)
    assert kl(p, q) == pytest.approx(math.log(2) + (1 + 1) / 8 - 0.5, rel=1e-10)
    assert kl(p, p) == pytest.approx(0, abs=1e-12)


@settings(max_examples=25)
@given(any_of_them, any_of_them, cuts)
def test_a_cut_makes_one_direction_infinite_and_neither_of_the_others(
    p: SkewNormal, q: SkewNormal, cut: float
) -> None:
    shorter = q._replace(cut=cut)
    assert kl(p, shorter) == math.inf
    assert math.isfinite(kl(shorter, p)) and jensen_shannon(p, shorter) <= math.log(2)
    left = skewnorm.cdf(cut, *scipys(q)) - skewnorm.cdf(-cut, *scipys(q))
    if left > 1e-6:
        assert log_left(shorter) == pytest.approx(math.log(left), abs=1e-5)
    assert kl(shorter, q) == pytest.approx(-log_left(shorter), abs=1e-8)


@settings(max_examples=25)
@given(any_of_them, any_of_them, st.sampled_from([0.25, 0.5, 1.0, 2.0]))
def test_bins_hold_all_and_can_only_lower_the_divergence(p: SkewNormal, q: SkewNormal, width: float) -> None:
    edges = bins(width, p, q)
    low, high = (f(end for each in (p, q) for end in each.support()) for f in (min, max))
    assert edges[0] <= low < edges[1] and edges[-2] < high <= edges[-1]
    log_p, log_q = binned(p, edges), binned(q, edges)
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-9)
    shares = np.diff(skewnorm.cdf(edges, *scipys(p)))
    assert np.exp(log_p) == pytest.approx(shares, abs=1e-6)
    assert kl_divergence(log_p, log_q) <= kl(p, q) * (1 + 1e-7) + 1e-9


def test_bins_beyond_the_cut_hold_nothing() -> None:
    q = SkewNormal(0, 1, 2, cut=1)
    logs = binned(q, np.array([-3.0, -1.5, -0.5, 0.5, 1.5, 3.0]))
    assert np.isneginf(logs).tolist() == [True, False, False, False, True]
    assert np.exp(logs).sum() == pytest.approx(1)
