"""Divergences of any two distributions, against scipy and mpmath."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import (
    acceptance,
    cross_entropy,
    distances,
    entropy_of,
    hellinger,
    jensen_shannon,
    kl_divergence,
    kl_terms,
    pinsker_bound,
    renyi,
    total_variation,
)
from scipy import special, stats
from scipy.spatial import distance

INF = math.inf
FIVE_P = np.log([0.4, 0.3, 0.1, 0.15, 0.05])
FIVE_Q = np.log([0.2, 0.25, 0.3, 0.15, 0.1])


def logs(*weights):
    weights = np.array(weights, dtype=float)
    with np.errstate(divide="ignore"):
        return np.log(weights / weights.sum())


@st.composite
def two_distributions(draw):
    """Two distributions over a few tokens, zeros and tiny probabilities included."""
    size = draw(st.integers(1, 12))
    weight = st.one_of(st.just(0.0), st.floats(0.001, 1.0), st.floats(1e-300, 1e-3))
    weights = [
        draw(st.lists(weight, min_size=size, max_size=size).filter(lambda w: sum(w) > 1e-250))
        for _ in range(2)
    ]
    return logs(*weights[0]), logs(*weights[1])


def test_the_five_token_example():
    assert kl_divergence(FIVE_P, FIVE_Q) == pytest.approx(0.1874, abs=5e-5)
    assert kl_divergence(FIVE_Q, FIVE_P) == pytest.approx(0.2147, abs=5e-5)
    assert entropy_of(FIVE_P) == pytest.approx(1.3923, abs=5e-5)
    assert cross_entropy(FIVE_P, FIVE_Q) == pytest.approx(1.5798, abs=5e-5)
    assert total_variation(FIVE_P, FIVE_Q) == pytest.approx(0.25, abs=1e-15)
    assert acceptance(FIVE_P, FIVE_Q) == pytest.approx(0.75, abs=1e-15)
    assert jensen_shannon(FIVE_P, FIVE_Q) == pytest.approx(0.0485, abs=5e-5)


@given(two_distributions())
def test_against_scipy(pair):
    log_p, log_q = pair
    p, q = np.exp(log_p), np.exp(log_q)
    with np.errstate(all="ignore"):
        assert np.allclose(kl_terms(log_p, log_q), special.rel_entr(p, q), rtol=1e-11, atol=1e-14)
        nonnegative = kl_terms(log_p, log_q, "nonnegative")
        assert np.allclose(nonnegative, special.kl_div(p, q), rtol=1e-11, atol=1e-14)
        assert (nonnegative >= 0).all()
        assert kl_divergence(log_p, log_q) == pytest.approx(stats.entropy(p, q), rel=1e-11, abs=1e-14)
        assert entropy_of(log_p) == pytest.approx(stats.entropy(p), rel=1e-12, abs=1e-14)
        root = distance.jensenshannon(p, q)
    assert jensen_shannon(log_p, log_q) == pytest.approx(0 if math.isnan(root) else root**2, abs=1e-13)
    assert total_variation(log_p, log_q) == pytest.approx(np.abs(p - q).sum() / 2, abs=1e-15)
    affinity = np.sqrt(p * q).sum()
    assert hellinger(log_p, log_q) ** 2 == pytest.approx(max(1 - affinity, 0), abs=1e-14)
    assert cross_entropy(log_p, log_q) == pytest.approx(
        entropy_of(log_p) + kl_divergence(log_p, log_q), rel=1e-11, abs=1e-13
    )


@given(two_distributions(), st.one_of(st.floats(0, 20), st.floats(0.999999, 1.000001)))
def test_renyi_against_mpmath(pair, alpha):
    log_p, log_q = pair
    found = renyi(log_p, log_q, alpha)
    assert found >= 0
    if alpha == 1:
        assert found == kl_divergence(log_p, log_q)
        return
    escapes = ((log_q == -INF) & (log_p > -INF)).any()
    shared = (log_p > -INF) & (log_q > -INF)
    if (alpha > 1 and escapes) or not shared.any():
        assert found == INF
        return
    with mpmath.workdps(60):
        a = mpmath.mpf(alpha)
        terms = [
            mpmath.exp(a * mpmath.mpf(x) + (1 - a) * mpmath.mpf(y))
            for x, y in zip(log_p[shared].tolist(), log_q[shared].tolist(), strict=True)
        ]
        # The logs given are rounded: compare with the sum over what p they stand for, not with 1.
        mass = mpmath.fsum(mpmath.exp(mpmath.mpf(x)) for x in log_p[log_p > -INF].tolist())
        exact = (mpmath.log(mpmath.fsum(terms)) - (mpmath.log(mass) if alpha < 2 else 0)) / (a - 1)
    slack = 1e-12 + (0 if 0.9 < alpha < 1.1 and not escapes else 2e-15 / abs(alpha - 1))
    assert found == pytest.approx(max(float(exact), 0), rel=1e-9, abs=slack)


def test_renyi_at_its_named_orders():
    p, q = np.exp(FIVE_P), np.exp(FIVE_Q)
    assert renyi(FIVE_P, FIVE_Q, 0) == pytest.approx(0, abs=1e-15)
    assert renyi(FIVE_P, FIVE_Q, 0.5) == pytest.approx(-2 * math.log(np.sqrt(p * q).sum()), rel=1e-13)
    assert renyi(FIVE_P, FIVE_Q, 2) == pytest.approx(math.log((p * p / q).sum()), rel=1e-13)
    assert renyi(FIVE_P, FIVE_Q, INF) == pytest.approx(math.log(2), rel=1e-15)
    far = np.array([0.0, -50.0]), np.array([-50.0, 0.0])
    assert renyi(*far, 1.7e308) == renyi(*far, INF) == 50
    for alpha in (1 - 1e-12, 1 + 1e-12, 1 - 2**-53, 1 + 2**-52):
        assert renyi(FIVE_P, FIVE_Q, alpha) == pytest.approx(kl_divergence(FIVE_P, FIVE_Q), rel=1e-11)
    assert renyi(logs(1, 1, 0), logs(1, 1, 2), 0) == pytest.approx(math.log(2))


def test_where_a_probability_is_zero():
    half, first, second = logs(1, 1), logs(1, 0), logs(0, 1)
    assert kl_divergence(half, first) == INF
    assert kl_divergence(first, half) == pytest.approx(math.log(2))
    assert kl_divergence(first, first) == 0
    assert kl_divergence(first, second) == INF
    assert kl_terms(first, second).tolist() == [INF, 0]
    assert kl_terms(first, second, "nonnegative").tolist() == [INF, 1]
    assert cross_entropy(half, first) == INF
    assert jensen_shannon(first, second) == pytest.approx(math.log(2), rel=1e-15)
    assert total_variation(first, second) == hellinger(first, second) == 1
    assert acceptance(first, second) == 0
    assert renyi(first, second, 0.5) == renyi(half, first, 2) == renyi(half, first, INF) == INF
    assert renyi(half, first, 0.5) == pytest.approx(math.log(2))


def test_a_probability_too_small_for_a_double_is_not_zero():
    """ln p = -1200 is an ordinary number, beside a true zero too."""
    p, q = np.array([0.0, -2000.0, -INF]), np.array([-1200.0, 0.0, -INF])
    assert kl_divergence(p, q) == 1200
    assert renyi(p, q, INF) == 1200
    assert kl_terms(np.array([0.0, -900.0]), np.array([0.0, -INF])).tolist() == [0, INF]


def test_probabilities_at_hand_change_nothing():
    p, q = np.exp(FIVE_P), np.exp(FIVE_Q)
    for function in (total_variation, acceptance, jensen_shannon, hellinger):
        assert function(FIVE_P, FIVE_Q, p=p, q=q) == function(FIVE_P, FIVE_Q)
    for form in ("signed", "nonnegative"):
        given_too = kl_terms(FIVE_P, FIVE_Q, form, p=p, q=q)
        assert given_too.tolist() == kl_terms(FIVE_P, FIVE_Q, form).tolist()
    assert (p.tolist(), q.tolist()) == (np.exp(FIVE_P).tolist(), np.exp(FIVE_Q).tolist())


@given(two_distributions())
def test_the_distances_read_together_are_those_read_alone(pair):
    together = distances(*pair)
    assert together.total_variation == pytest.approx(total_variation(*pair), abs=1e-15)
    assert together.acceptance == pytest.approx(acceptance(*pair), abs=1e-15)
    assert together.jensen_shannon == jensen_shannon(*pair)
    assert 0 <= together.jensen_shannon <= math.log(2)


def test_distances_over_more_tokens_than_a_block_holds():
    random = np.random.default_rng(4)
    log_p, log_q = (np.log(random.dirichlet(np.full(100_000, 0.5))) for _ in range(2))
    p, q = np.exp(log_p), np.exp(log_q)
    middle = np.log((p + q) / 2)
    found = distances(log_p, log_q)
    assert found.total_variation == pytest.approx(float(np.abs(p - q).sum()) / 2, rel=1e-12)
    assert found.acceptance == pytest.approx(float(np.minimum(p, q).sum()), rel=1e-12)
    mixed = p @ (log_p - middle) + q @ (log_q - middle)
    assert found.jensen_shannon == pytest.approx(mixed / 2, rel=1e-12)


def test_the_root_of_jensen_shannon_is_a_metric():
    random = np.random.default_rng(1)
    for _ in range(200):
        a, b, c = (logs(*random.dirichlet(np.full(4, 0.3))) for _ in range(3))
        sides = [math.sqrt(jensen_shannon(x, y)) for x, y in ((a, c), (a, b), (b, c))]
        assert sides[0] <= sides[1] + sides[2] + 1e-12


def test_pinsker_bound():
    assert pinsker_bound(0.5) == 0.5
    assert pinsker_bound(INF) == INF
    assert pinsker_bound(kl_divergence(FIVE_P, FIVE_Q)) >= total_variation(FIVE_P, FIVE_Q)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="form"):
        kl_terms(FIVE_P, FIVE_Q, "absolute")
    for alpha in (-0.1, math.nan):
        with pytest.raises(ValueError, match="order"):
            renyi(FIVE_P, FIVE_Q, alpha)
