"""The pair of distributions: reference values, extended precision, extremes, and what is kept."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken import exponent_for_entropy, kl_divergence, zipf_pair
from nexttoken import ranking as ranking_of
from nexttoken.ranking import _swap_path, _sweep_path

from tests.unit.nexttoken import properties
from tests.unit.nexttoken.properties import CHECKS, Case

fractions = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1), st.floats(0.01, 0.99))
sizes = st.one_of(st.integers(2, 60), st.integers(2, 3000), st.sampled_from([399, 400, 401, 402]))
cases = st.builds(
    Case,
    n=sizes,
    h_p=fractions,
    h_q=fractions,
    rho=st.one_of(st.sampled_from([1.0, -1.0, 0.0]), st.floats(-1, 1)),
    seed=st.integers(0, 2**64 - 1),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(max_examples=50)
@given(case=cases)
def test_property(check, case):
    check(case)


def test_every_fixed_case():
    """What Pyodide runs too."""
    assert properties.run_all() == len(CHECKS) * sum(1 for _ in properties.fixed_cases())


def test_reference_values_at_forty_tokens():
    """Same order: the temperature preset, and sharp against flat."""
    temperature = zipf_pair(40, 0.45, 0.75, 1.0, 1)
    assert round(temperature.kl_pq, 4) == 0.2321
    assert round(temperature.kl_qp, 4) == 0.2867
    sharp_and_flat = zipf_pair(40, 0.3, 0.85, 1.0, 1)
    assert round(sharp_and_flat.kl_pq, 4) == 0.7662
    assert round(sharp_and_flat.kl_qp, 4) == 1.1860


def in_mpmath(pair):
    """KL both ways, TV, JS and Hellinger of a pair's exponents and ranks, to 40 digits."""
    with mpmath.workdps(40):
        weights_p = [mpmath.mpf(i) ** -mpmath.mpf(pair.s_p) for i in range(1, pair.n + 1)]
        weights_q = [mpmath.mpf(r) ** -mpmath.mpf(pair.s_q) for r in pair.ranks.tolist()]
        p, q = ([w / mpmath.fsum(weights) for w in weights] for weights in (weights_p, weights_q))
        both = list(zip(p, q, strict=True))
        return {
            "kl_pq": mpmath.fsum(a * mpmath.log(a / b) for a, b in both),
            "kl_qp": mpmath.fsum(b * mpmath.log(b / a) for a, b in both),
            "total_variation": mpmath.fsum(abs(a - b) for a, b in both) / 2,
            "acceptance": mpmath.fsum(min(a, b) for a, b in both),
            "jensen_shannon": mpmath.fsum(
                a * mpmath.log(2 * a / (a + b)) + b * mpmath.log(2 * b / (a + b)) for a, b in both
            )
            / 2,
            "hellinger": mpmath.sqrt(
                mpmath.fsum((mpmath.sqrt(a) - mpmath.sqrt(b)) ** 2 for a, b in both) / 2
            ),
        }


@pytest.mark.parametrize("rho", [1.0, 0.9, 0.3, -0.7])
@pytest.mark.parametrize("n", [2, 5, 40, 130])
def test_every_divergence_is_accurate(n, rho):
    for h_p, h_q in ((0.6, 0.7), (0.05, 0.9), (0.998, 0.996), (0.3, 0.3001), (1.0, 0.5)):
        pair = zipf_pair(n, h_p, h_q, rho, 11)
        for name, exact in in_mpmath(pair).items():
            slack = 1e-15 * math.log(n) * (1 + max(pair.s_p, pair.s_q))
            assert abs(getattr(pair, name) - exact) <= max(1e-12 * exact, slack), (name, h_p, h_q)


@pytest.mark.parametrize("rho", [0.95, 0.2])
@pytest.mark.parametrize("n", [50257, 200_000])
def test_divergences_stay_accurate_over_many_tokens(n, rho):
    pair = zipf_pair(n, 0.6, 0.75, rho, 2)
    logs_p = -np.longdouble(pair.s_p) * np.log(np.arange(1, n + 1, dtype=np.longdouble))
    logs_q = -np.longdouble(pair.s_q) * np.log(pair.ranks.astype(np.longdouble))
    for logs in (logs_p, logs_q):
        logs -= np.log(np.exp(logs).sum())
    p, q = np.exp(logs_p), np.exp(logs_q)
    middle = np.log((p + q) / 2)
    assert pair.kl_pq == pytest.approx(float((p * (logs_p - logs_q)).sum()), rel=1e-12)
    assert pair.kl_qp == pytest.approx(float((q * (logs_q - logs_p)).sum()), rel=1e-12)
    js = (p * (logs_p - middle) + q * (logs_q - middle)).sum() / 2
    assert pair.jensen_shannon == pytest.approx(float(js), rel=1e-12)
    assert pair.total_variation == pytest.approx(float(np.abs(p - q).sum() / 2), rel=1e-12)
    assert pair.hellinger == pytest.approx(float(np.sqrt(((p**0.5 - q**0.5) ** 2).sum() / 2)), rel=1e-12)


def test_the_order_part_is_positive_for_every_permutation():
    """The rearrangement inequality, over all 120 orders of five tokens, against the plain sum."""
    ranks = np.arange(1, 6)
    p = ranks**-1.2 / (ranks**-1.2).sum()
    for permutation in itertools.permutations(range(1, 6)):
        q = np.array(permutation) ** -0.7 / (ranks**-0.7).sum()
        shape = kl_divergence(np.log(p), -0.7 * np.log(ranks) - math.log((ranks**-0.7).sum()))
        order = 0.7 * float((p * (np.log(permutation) - np.log(ranks))).sum())
        assert order >= -1e-16
        assert kl_divergence(np.log(p), np.log(q)) == pytest.approx(shape + order, abs=1e-14)


@pytest.mark.parametrize("n", [2, 40, 200_000])
def test_point_masses(n):
    same = zipf_pair(n, 0.0, 0.0, 1.0, 1)
    assert same.kl_pq == same.kl_qp == same.total_variation == same.jensen_shannon == 0
    apart = zipf_pair(n, 0.0, 0.0, -1.0, 1)
    assert (apart.shape_pq, apart.order_pq, apart.shape_qp, apart.order_qp) == (0, math.inf, 0, math.inf)
    assert (apart.total_variation, apart.acceptance, apart.hellinger) == (1, 0, 1)
    assert apart.jensen_shannon == pytest.approx(math.log(2), rel=1e-15)
    point = zipf_pair(n, 0.0, 0.5, -1.0, 1)
    assert point.kl_pq == pytest.approx(-point.log_q[0], rel=1e-12)
    assert (point.shape_qp, point.order_qp) == (math.inf, math.inf)
    flat = zipf_pair(n, 0.0, 1.0, -1.0, 1)
    assert (flat.kl_pq, flat.order_pq) == (pytest.approx(math.log(n)), 0)
    assert (flat.kl_qp, flat.order_qp) == (math.inf, 0)


def test_uniform_distributions_have_no_order():
    for rho, seed in itertools.product((1.0, 0.3, -1.0), range(10)):
        pair = zipf_pair(300, 1.0, 1.0, rho, seed)
        assert pair.kl_pq == pair.kl_qp == pair.total_variation == pair.jensen_shannon == 0
        for h_q in (0.5, 0.0):
            tilted = zipf_pair(300, 1.0, h_q, rho, seed)
            assert tilted.order_pq == tilted.order_qp == 0
            assert tilted.kl_pq == zipf_pair(300, 1.0, h_q, 1.0, seed).kl_pq


def test_the_tail_matters_at_fifty_thousand_tokens():
    """At N = 50000, H = .6 ln N, rho = .7, a quarter to a half of KL lies beyond rank 100 over six seeds."""
    for seed in range(6):
        pair = zipf_pair(50_000, 0.6, 0.6, 0.7, seed)
        terms = pair.contributions()
        assert 0.15 < float(terms[100:].sum()) / pair.kl_pq < 0.6


def test_divergence_grows_as_the_correlation_falls():
    """On one path every exchange moves Q's weight away from P's, so both order parts rise at each."""
    pairs = [zipf_pair(60, 0.6, 0.7, float(rho), 8) for rho in np.linspace(1, -1, 60)]
    for name in ("order_pq", "order_qp"):
        parts = [getattr(pair, name) for pair in pairs]
        assert all(low <= high + 1e-14 for low, high in itertools.pairwise(parts))


def test_what_did_not_move_is_not_computed_again():
    before = zipf_pair(5000, 0.6, 0.7, 0.5, 1)
    moved = zipf_pair(5000, 0.6, 0.8, 0.5, 1)
    assert moved.ranking is before.ranking
    assert moved.ranking.log_ranks is before.ranking.log_ranks
    assert moved.p is before.p
    assert ranking_of(5000, 0.5, 1) is before.ranking
    assert _sweep_path(5000, 1) is _sweep_path(5000, 1)
    assert _swap_path(50, 1) is _swap_path(50, 1)


def test_arrays_are_protected():
    pair = zipf_pair(10, 0.5, 0.5, 0.5, 1)
    terms = (pair.contributions(), pair.contributions("qp", "nonnegative"), pair.cumulative)
    for array in (pair.log_p, pair.log_q, pair.p, pair.q, pair.ranks, *terms):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_contributions_are_kept():
    pair = zipf_pair(10, 0.5, 0.5, 0.5, 1)
    assert pair.contributions("pq", "nonnegative") is pair.contributions("pq", "nonnegative")
    assert pair.contributions("pq") is not pair.contributions("qp")


def test_the_temperature_that_gives_p_the_shape_of_q():
    assert zipf_pair(40, 0.45, 0.75, 1.0, 1).temperature == pytest.approx(1.8742 / 1.1764, rel=1e-4)
    assert zipf_pair(40, 0.6, 0.6, 0.3, 1).temperature == 1
    assert zipf_pair(40, 0.6, 1.0, 1.0, 1).temperature == math.inf
    assert zipf_pair(40, 0.6, 0.0, 1.0, 1).temperature == 0
    for h in (0.0, 1.0):  # a point mass and a uniform distribution stay what they are
        assert zipf_pair(40, h, h, 1.0, 1).temperature == 1
        assert zipf_pair(40, h, 0.5, 1.0, 1).temperature is None
        assert zipf_pair(40, h, 1 - h, 1.0, 1).temperature is None
    warm = zipf_pair(40, 0.45, 0.75, 1.0, 1).temperature
    assert zipf_pair(40, 0.75, 0.45, 1.0, 1, temperature_q=warm).kl_pq == pytest.approx(0, abs=1e-15)


def test_a_temperature_changes_neither_a_point_mass_nor_a_uniform_distribution():
    for h, s in ((0.0, math.inf), (1.0, 0.0)):
        assert zipf_pair(40, 0.5, h, 0.5, 1, temperature_q=0.25).s_q == s
        assert zipf_pair(40, 0.5, h, 0.5, 1, temperature_q=4).s_q == s


def test_a_temperature_that_is_none_is_refused():
    for t in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match="temperature"):
            zipf_pair(40, 0.5, 0.5, 0.5, 1, temperature_q=t)


def test_shares_of_runs_that_the_vocabulary_does_not_reach():
    assert zipf_pair(7, 0.5, 0.6, 0.5, 1).shares(10, 100) == (1, 0, 0)
    head, body, tail = zipf_pair(40, 0.5, 0.6, 0.5, 1).shares(10, 100)
    assert head > body > tail == 0
    assert zipf_pair(40, 0.5, 0.5, 1.0, 1).shares(10, 100) is None
    assert zipf_pair(40, 0.5, 0.0, 1.0, 1).shares(10, 100) is None


def test_the_shares_are_those_of_the_non_negative_form():
    pair = zipf_pair(50_000, 0.6, 0.6, 0.7, 3)
    terms = pair.contributions("pq", "nonnegative")
    sums = [float(terms[:10].sum()), float(terms[10:100].sum()), float(terms[100:].sum())]
    assert pair.shares(10, 100) == pytest.approx([part / pair.kl_pq for part in sums], rel=1e-11)
    assert 0.3 < pair.shares(10, 100)[2] < 0.55


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((1, 0.5, 0.5, 0.5, 1), "two tokens"),
        ((40, -0.1, 0.5, 0.5, 1), "between 0 and 1"),
        ((40, 0.5, 1.1, 0.5, 1), "between 0 and 1"),
        ((40, math.nan, 0.5, 0.5, 1), "between 0 and 1"),
        ((40, 0.5, 0.5, math.nan, 1), "between -1 and 1"),
        ((40, 0.5, 0.5, 2.0, 1), "between -1 and 1"),
        ((40, 0.5, 0.5, 0.5, -1), "seed"),
    ],
)
def test_nonsense_is_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        zipf_pair(*arguments)


def test_unknown_directions_and_forms_are_refused():
    pair = zipf_pair(10, 0.5, 0.5, 0.5, 1)
    with pytest.raises(ValueError, match="direction"):
        pair.contributions("forward")
    with pytest.raises(ValueError, match="direction"):
        pair.renyi(2.0, "forward")
    with pytest.raises(ValueError, match="form"):
        pair.contributions("pq", "absolute")


def test_exponents_follow_the_fractions():
    pair = zipf_pair(1000, 0.25, 0.75, 0.0, 3)
    assert pair.s_p == exponent_for_entropy(0.25 * math.log(1000), 1000)
    assert pair.entropy_max == math.log(1000)
    assert (pair.rho, pair.rho_below, pair.rho_above) == (
        pair.ranking.rho,
        pair.ranking.rho_below,
        pair.ranking.rho_above,
    )
