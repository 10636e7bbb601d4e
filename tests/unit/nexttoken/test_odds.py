"""Log-odds known from trials and a prior: against scipy's minimiser, and by what a posterior has to be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.odds import likeliest, log_likelihood, log_prior, most_probable
from scipy import optimize
from scipy.special import expit, logit
from scipy.stats import norm

trials = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
sds = st.floats(0.05, 20)


@given(trials, st.floats(-30, 30))
def test_the_likelihood_is_that_of_the_trials_in_their_order(kn: tuple[int, int], w: float) -> None:
    k, n = kn
    wanted = -k * np.logaddexp(0, -w) - (n - k) * np.logaddexp(0, w)
    assert log_likelihood(np.array([w]), k, n)[0] == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    assert log_prior(np.array([w]), 2, 1)[0] == pytest.approx(norm.logpdf(w, 1, 2))


@given(trials, sds, st.floats(-3, 3))
def test_the_most_probable_is_the_minimum_of_loss_and_penalty(
    kn: tuple[int, int], sd: float, mean: float
) -> None:
    k, n = kn
    found = most_probable(k, n, sd, mean)

    def loss(w: float) -> float:
        return float(n * np.logaddexp(0, w) - k * w + (w - mean) ** 2 / (2 * sd**2))

    best = optimize.minimize_scalar(loss, bounds=(-2000, 2000), method="bounded", options={"xatol": 1e-10})
    assert loss(found) <= best.fun + 1e-9
    assert k - n * expit(found) == pytest.approx((found - mean) / sd**2, abs=1e-9 * max(n, 1 / sd**2))


@given(trials)
def test_the_tighter_the_prior_the_nearer_to_its_mean(kn: tuple[int, int]) -> None:
    places = [abs(most_probable(*kn, sd)) for sd in (0.05, 0.2, 1, 5, 20)]
    assert places == sorted(places)
    best = likeliest(*kn)
    if math.isfinite(best):
        assert best == pytest.approx(logit(kn[0] / kn[1]), abs=1e-9)
        assert places[-1] <= abs(best) + 1e-12
        assert most_probable(*kn, 1e6) == pytest.approx(best, abs=1e-6)


def test_where_the_prior_has_no_doubt_all_trials_move_it_by_their_number() -> None:
    assert most_probable(5, 5, 1, -1000) == pytest.approx(-995)
    assert most_probable(0, 5, 1, 1000) == pytest.approx(995)


def test_what_always_came_has_no_finite_likeliest() -> None:
    assert likeliest(5, 5) == math.inf and likeliest(0, 5) == -math.inf
    assert 0 < most_probable(5, 5, 1) < 5
    with pytest.raises(ValueError, match="cannot be events"):
        likeliest(6, 5)
    with pytest.raises(ValueError, match="no standard deviation"):
        most_probable(1, 5, 0)
