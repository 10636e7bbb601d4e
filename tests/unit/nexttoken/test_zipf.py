"""Zipf distributions against mpmath."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from nexttoken import (
    entropy,
    exponent_for_entropy,
    exponent_for_mean_log_rank,
    log_normalizer,
    log_probs,
    log_ranks,
    masses,
    mean_log_rank,
    shape_divergence,
    sorted_probs,
    var_log_rank,
)
from nexttoken import power_sums as power_sums_module
from nexttoken import zipf as zipf_module
from nexttoken.power_sums import partial_sums, power_sums

SIZES = (1, 2, 3, 12, 13, 14, 15, 40, 1000, 50257, 200_000)
EXPONENTS = (0.0, 1e-9, 1e-3, 0.3, 0.9, 0.999999, 1.0, 1.0000001, 1.1, 1.5, 2.0, 3.3, 7.0, 20.0, 45.0)


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workdps(120):
        yield


def truth(s, n):
    """(A, E[ln i], Var[ln i], H) of Zipf(s) over n ranks, to 40 digits or more."""
    s = mpmath.mpf(s)
    if n <= 60:
        logs = [mpmath.log(k) for k in range(1, n + 1)]
        sums = [mpmath.fsum(mpmath.exp(-s * log) * log**m for log in logs) for m in range(3)]
    else:
        away = s + mpmath.mpf("1e-30") if s == 1 else s  # zeta has its pole at 1; the sums do not
        sums = [
            (-1) ** m * (mpmath.zeta(away, 1, m) - mpmath.zeta(away, n + 1, m)) for m in range(3)
        ]  # DLMF 25.11: the sum over k <= n is zeta(s) - zeta(s, n + 1)
    normalizer = mpmath.log(sums[0])
    mean = sums[1] / sums[0]
    return normalizer, mean, sums[2] / sums[0] - mean**2, normalizer + s * mean


def off(value, exact):
    """The relative error of a float."""
    return float(abs(value - exact) / abs(exact)) if exact else abs(value)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("s", EXPONENTS)
def test_scalars_are_accurate(s, n):
    normalizer, mean, variance, h = truth(s, n)
    assert off(log_normalizer(s, n), normalizer) < 2e-15
    assert off(mean_log_rank(s, n), mean) < 3e-15
    assert off(var_log_rank(s, n), variance) < 1e-13
    assert off(entropy(s, n), h) < 2e-15


@pytest.mark.parametrize("n", [2, 40, 50257])
def test_the_oracle_itself_agrees_with_plain_summation(n):
    """mpmath's zeta could be wrong too: compare it with adding up the powers in extended precision."""
    logs = np.log(np.arange(1, n + 1, dtype=np.longdouble))
    for s in (0.7, 1.0, 1.3):
        weights = np.exp(-np.longdouble(s) * logs)
        assert off(float(np.log(weights.sum())), truth(s, n)[0]) < 1e-15


@pytest.mark.parametrize("s", [1080.5, 5000.0, 1e30, math.inf])
@pytest.mark.parametrize("n", [1, 2, 40, 200_000])
def test_a_vast_exponent_is_a_point_mass(s, n):
    assert power_sums(s, n) == (0, 0, 0)
    assert log_normalizer(s, n) == mean_log_rank(s, n) == var_log_rank(s, n) == entropy(s, n) == 0


def test_the_constants_are_what_they_say():
    for j, factor in enumerate(power_sums_module._BERNOULLI, start=1):
        assert off(factor, mpmath.bernoulli(2 * j) / mpmath.factorial(2 * j)) < 2e-16
    for guess, weight in zipf_module._GAUSS:
        node = mpmath.findroot(lambda x: mpmath.legendre(8, x), guess)
        slope = mpmath.diff(lambda x: mpmath.legendre(8, x), node)
        assert off(guess, node) < 2e-16
        assert off(weight, 2 / ((1 - node**2) * slope**2)) < 2e-16


def test_derivatives_are_those_of_the_normalizer():
    """A' = -E[ln i], A'' = Var[ln i], dH/ds = -s Var[ln i], by differences of the exact normaliser."""
    n, s, step = 1000, 1.2, 1e-4
    a = [log_normalizer(s + k * step, n) for k in (-1, 0, 1)]
    assert (a[2] - a[0]) / (2 * step) == pytest.approx(-mean_log_rank(s, n), rel=1e-8)
    assert (a[2] - 2 * a[1] + a[0]) / step**2 == pytest.approx(var_log_rank(s, n), rel=1e-6)
    slope = (entropy(s + step, n) - entropy(s - step, n)) / (2 * step)
    assert slope == pytest.approx(-s * var_log_rank(s, n), rel=1e-7)


@pytest.mark.parametrize("n", SIZES[1:])
def test_the_exponent_gives_the_entropy_back(n):
    fractions = [*np.linspace(0.002, 0.998, 84), 1e-80, 1e-12, 1e-6]
    for fraction in [*fractions, 1 - 1e-6, 1 - 1e-10, 1 - 1e-14, 1 - 2e-16]:
        h = float(fraction) * math.log(n)
        s = exponent_for_entropy(h, n)
        # Doubles near s = 1000 lie 1e-13 apart, and H there is proportional to 2^-s.
        assert off(float(truth(s, n)[3]) if n <= 40 else entropy(s, n), h) < max(3e-15, 2e-16 * s)


@pytest.mark.parametrize("n", [2, 20, 40, 200_000])
def test_the_exponent_falls_as_the_entropy_rises(n):
    exponents = [exponent_for_entropy(k / 500 * math.log(n), n) for k in range(501)]
    assert exponents[0] == math.inf
    assert exponents[-1] == 0
    assert all(low > high for low, high in itertools.pairwise(exponents))


@pytest.mark.parametrize("n", (2, 40, 50257))
@pytest.mark.parametrize("s", (1e-3, 0.9, 1.0, 2.0, 7.0))
def test_the_exponent_gives_the_mean_of_ln_rank_back(s, n):
    assert off(exponent_for_mean_log_rank(mean_log_rank(s, n), n), s) < 1e-11


def test_a_mean_of_ln_rank_that_no_zipf_distribution_has_is_refused():
    assert exponent_for_mean_log_rank(0.0, 40) == math.inf
    assert exponent_for_mean_log_rank(mean_log_rank(0.0, 40), 40) == 0
    for mean in (-0.1, math.log(40)):
        with pytest.raises(ValueError, match="a mean of ln i over 40 ranks lies between 0 and"):
            exponent_for_mean_log_rank(mean, 40)


def test_known_exponents():
    """The temperature preset of the explorer at N = 40: entropies .45 and .75 of ln N."""
    assert exponent_for_entropy(0.45 * math.log(40), 40) == pytest.approx(1.8742, abs=5e-5)
    assert exponent_for_entropy(0.75 * math.log(40), 40) == pytest.approx(1.1764, abs=5e-5)


@pytest.mark.parametrize("h", [1e-300, 1e-290])
def test_an_entropy_near_zero_still_has_an_exponent(h):
    """There H(s) is 2^-s (1 + s ln 2): the second rank alone."""
    s = exponent_for_entropy(h, 200_000)
    with mpmath.workdps(40):
        alone = mpmath.mpf(2) ** -mpmath.mpf(s) * (1 + s * mpmath.log(2))
    assert abs(alone - h) <= 1e-12 * h
    assert 1060 < exponent_for_entropy(5e-324, 200_000) < math.inf


def test_temperature_divides_the_exponent():
    """Dividing the logits by T and renormalising turns Zipf(s) into Zipf(s / T)."""
    logits = log_probs(1.3, 500) / 0.7
    logits -= np.log(np.exp(logits).sum())
    assert np.allclose(logits, log_probs(1.3 / 0.7, 500), rtol=1e-13, atol=0)


@pytest.mark.parametrize("n", [2, 3, 40, 200_000])
def test_the_shape_divergence_is_accurate_however_close_the_exponents(n):
    for s_p in (0.0, 0.5, 0.97, 1.7, 22.0):
        exact_p = truth(s_p, n)
        for step in (1e-9, 1e-4, 0.1, 0.25, 0.26, 1.0, 5.0):
            for s_q in {s_p + step, abs(s_p - step)}:
                difference = mpmath.mpf(s_q) - mpmath.mpf(s_p)
                exact = truth(s_q, n)[0] - exact_p[0] + difference * exact_p[1]
                assert off(shape_divergence(s_p, s_q, n), exact) < 3e-13, (s_p, s_q)


def test_shape_divergence_at_the_extremes():
    assert shape_divergence(math.inf, math.inf, 40) == 0
    assert shape_divergence(1.0, math.inf, 40) == math.inf
    assert shape_divergence(0.0, math.inf, 2) == math.inf
    assert shape_divergence(math.inf, 0.0, 40) == pytest.approx(math.log(40))
    assert shape_divergence(2.0, math.inf, 1) == shape_divergence(math.inf, 3.0, 1) == 0
    assert shape_divergence(0.0, 0.0, 40) == shape_divergence(1.3, 1.3, 40) == 0


@pytest.mark.parametrize("n", SIZES)
def test_a_uniform_distribution_is_exact(n):
    assert log_normalizer(0.0, n) == entropy(0.0, n) == math.log(n)


def test_log_probs():
    assert np.allclose(np.exp(log_probs(1.0, 4)), np.array([12, 6, 4, 3]) / 25, rtol=1e-15)
    assert log_probs(0.0, 7).tolist() == [-math.log(7)] * 7
    assert log_probs(math.inf, 3).tolist() == [0, -math.inf, -math.inf]
    assert log_probs(2.0, 1).tolist() == [0]


def test_log_ranks_are_shared_and_protected():
    assert log_ranks(3).tolist() == [0, math.log(2), math.log(3)]
    assert log_ranks(40).base is log_ranks(39).base
    assert log_ranks(1500).base is log_ranks(2000).base
    with pytest.raises(ValueError, match="read-only"):
        log_ranks(3)[0] = 1
    assert len(log_ranks(1)) == 1
    assert len(log_ranks(1024)) == 1024
    assert len(log_ranks(1025)) == 1025


@pytest.mark.parametrize("s", [-1e-9, -math.inf, math.nan])
def test_a_negative_exponent_is_refused(s):
    for function in (log_normalizer, mean_log_rank, var_log_rank, entropy, log_probs):
        with pytest.raises(ValueError, match="exponent"):
            function(s, 40)
    for s_p, s_q in ((s, 1.0), (1.0, s)):
        with pytest.raises(ValueError, match="exponent"):
            shape_divergence(s_p, s_q, 40)


def test_no_ranks_are_refused():
    for function in (log_normalizer, entropy, log_probs):
        with pytest.raises(ValueError, match="at least one rank"):
            function(1.0, 0)
    with pytest.raises(ValueError, match="at least one rank"):
        log_ranks(0)
    with pytest.raises(TypeError):
        entropy(1.0, 2.5)


@pytest.mark.parametrize("h", [-1e-12, math.log(40) * (1 + 1e-9), math.inf, math.nan])
def test_an_impossible_entropy_is_refused(h):
    with pytest.raises(ValueError, match="between 0 and"):
        exponent_for_entropy(h, 40)


def test_a_single_token_has_no_entropy():
    assert exponent_for_entropy(0.0, 1) == math.inf
    assert entropy(1.0, 1) == 0


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("s", EXPONENTS)
def test_masses_are_accurate(s, n):
    ranks = np.array(sorted({0, 1, min(2, n), min(13, n), min(14, n), (n + 1) // 2, n}))
    whole = mpmath.exp(truth(s, n)[0])
    for k, mass, total in zip(ranks.tolist(), masses(s, n, ranks), partial_sums(s, ranks), strict=True):
        exact = mpmath.exp(truth(s, k)[0]) if k else mpmath.mpf(0)
        assert off(float(total), exact) < 3e-15, (k, s)
        assert abs(float(mass) - exact / whole) < 3e-15, (k, s)


def test_masses_at_the_extremes():
    ranks = np.array([0, 1, 2, 100])
    assert masses(math.inf, 100, ranks).tolist() == [0, 1, 1, 1]
    assert masses(3000.0, 100, ranks).tolist() == [0, 1, 1, 1]
    assert masses(0.0, 100, ranks) == pytest.approx([0, 0.01, 0.02, 1], rel=1e-15)


def test_the_cost_of_masses_does_not_depend_on_the_vocabulary():
    assert masses(1.2, 10**15, np.array([10**9]))[0] == pytest.approx(
        float(mpmath.exp(truth(1.2, 10**9)[0] - truth(1.2, 10**15)[0])), rel=1e-12
    )


def test_sorted_probabilities_are_kept_and_protected():
    logs, p = sorted_probs(1.3, 50)
    assert np.array_equal(logs, log_probs(1.3, 50))
    assert np.array_equal(p, np.exp(logs))
    assert sorted_probs(1.3, 50)[1] is p
    with pytest.raises(ValueError, match="read-only"):
        p[0] = 0
