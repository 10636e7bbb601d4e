"""Log-likelihood vectors, against models whose divergence is known in closed form, and against scipy."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from nexttoken.loglik import (
    PowerLaw,
    bits_per_byte,
    double_centred,
    holder_exponent,
    kl_estimate,
    kl_interval,
    kl_matrix,
    model_map,
    power_law,
    student_quantile,
)

VECTORS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(2, 9)),
    elements=st.floats(-50, 0).map(lambda value: round(value, 6)),
)


def normals(means, texts):
    """What normal models of variance 1, one a row of `means`, give to texts that are points of that space."""
    return np.array([-((texts - mean) ** 2).sum(axis=1) / 2 for mean in means])


def spreads(sigmas, texts):
    return np.array([-(texts**2) / (2 * sigma**2) - math.log(sigma) for sigma in sigmas])


def test_it_is_kl_where_models_differ_only_in_their_means():
    """KL of two normals of one variance is half the squared distance, however far they are apart."""
    rng = np.random.default_rng(0)
    means = np.array([[0.0, 0.0], [0.1, 0.0], [3.0, 4.0]])
    found = normals(means, rng.normal(size=(200_000, 2)))
    assert kl_estimate(found[0], found[1]) == pytest.approx(0.01 / 2, rel=0.01)
    assert kl_estimate(found[0], found[2]) == pytest.approx(25 / 2, rel=0.01)


def kl_of_normals(sigma, other):
    return math.log(other / sigma) + sigma**2 / (2 * other**2) - 0.5


def test_it_is_kl_where_spreads_differ_little_and_is_not_where_they_differ_much():
    rng = np.random.default_rng(1)
    texts = rng.normal(size=400_000)
    near, far = spreads((1, 1.01), texts), spreads((1, 3), texts)
    assert kl_estimate(*near) == pytest.approx(kl_of_normals(1, 1.01), rel=0.05)
    assert kl_estimate(*near) == pytest.approx(kl_of_normals(1.01, 1), rel=0.05)
    assert kl_estimate(*far) == pytest.approx((1 - 1 / 9) ** 2 / 4, rel=0.02)
    assert kl_estimate(*far) < kl_of_normals(1, 3) / 3 < kl_of_normals(3, 1) / 3


def test_texts_from_elsewhere_make_another_estimate():
    """The texts are to be drawn from what the models describe."""
    rng = np.random.default_rng(2)
    here, there = rng.normal(size=100_000), rng.normal(scale=2, size=100_000)
    assert kl_estimate(*spreads((1, 1.05), there)) > 10 * kl_estimate(*spreads((1, 1.05), here))


@given(VECTORS)
def test_distances_of_centred_vectors_are_the_variance_form(vectors):
    coordinates = double_centred(vectors)
    matrix = kl_matrix(coordinates)
    assert np.allclose(coordinates.mean(axis=0), 0, atol=1e-9)
    assert np.allclose(coordinates.mean(axis=1), 0, atol=1e-9)
    for i, first in enumerate(vectors):
        for j, second in enumerate(vectors):
            assert matrix[i, j] == pytest.approx(kl_estimate(first, second), rel=1e-9, abs=1e-9)


@given(VECTORS, st.floats(-10, 10))
def test_what_is_added_to_a_model_or_to_a_text_changes_nothing(vectors, constant):
    moved = vectors + constant * np.arange(len(vectors))[:, None] + np.arange(vectors.shape[1])
    assert np.allclose(double_centred(moved), double_centred(vectors), atol=1e-9)


@given(VECTORS)
def test_the_square_root_is_a_metric(vectors):
    distances = np.sqrt(kl_matrix(double_centred(vectors)))
    assert np.array_equal(distances, distances.T)
    detours = distances[:, :, None] + distances[None, :, :]
    assert (distances[:, None, :] <= detours + 1e-6).all()


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    truth = 0.25 / 2
    held = 0
    for seed in range(200):
        found = normals(np.array([[0.0], [0.5]]), rng.normal(size=(150, 1)))
        low, high = kl_interval(*found, seed=seed)
        assert 0 <= low < kl_estimate(*found) < high
        held += low < truth < high
    assert 0.88 * 200 < held < 0.99 * 200


def test_the_interval_leaves_out_a_fortieth_of_what_is_drawn_at_each_end():
    """On average over texts, against numpy's own drawing from the same."""
    rng, ratios = np.random.default_rng(9), []
    for seed in range(25):
        texts = rng.normal(size=200)
        low, high = kl_interval(texts, np.zeros(200), seed)
        drawn = rng.choice(texts, (4000, 200)).var(axis=1) / 2
        ratios.append((high - low) / np.subtract(*np.quantile(drawn, (0.975, 0.025))))
    assert np.mean(ratios) == pytest.approx(1, abs=0.03)


def test_the_interval_is_a_seeds():
    found = np.random.default_rng(4).normal(size=(2, 50))
    assert kl_interval(*found) == kl_interval(*found, seed=1) != kl_interval(*found, seed=2)


def test_a_map_of_a_plane_is_the_plane():
    """Of models that differ in two means it shows all; of three, what the third adds is missing."""
    rng = np.random.default_rng(5)
    texts = rng.normal(size=(5000, 3))
    flat = rng.normal(size=(12, 3)) * [1, 1, 0]
    coordinates = double_centred(normals(flat, texts))
    found = model_map(coordinates)
    apart = ((found.places[:, None] - found.places[None]) ** 2).sum(axis=2) / 2
    assert np.allclose(apart, kl_matrix(coordinates), atol=1e-9)
    assert found.share.sum() == pytest.approx(1)
    assert found.share[0] > found.share[1]
    deep = model_map(double_centred(normals(flat + [0, 0, 1] * rng.normal(size=(12, 3)), texts)))
    assert 0.5 < deep.share.sum() < 0.95


def test_maps_of_the_same_models_in_another_order_agree():
    rng = np.random.default_rng(6)
    vectors, order = rng.normal(size=(7, 40)), rng.permutation(7)
    there, again = model_map(double_centred(vectors)), model_map(double_centred(vectors[order]))
    assert np.allclose(there.places[order], again.places)


def test_equal_models_are_one_place():
    found = model_map(double_centred(np.ones((3, 1)) * np.arange(4.0)))
    assert np.array_equal(found.places, np.zeros((3, 2)))
    assert np.array_equal(found.share, np.zeros(2))


def test_a_power_law_is_scipys_line():
    rng = np.random.default_rng(7)
    x = np.geomspace(1, 1000, 12)
    y = 3 * x**0.3 * np.exp(rng.normal(0, 0.2, 12))
    line = scipy.stats.linregress(np.log(x), np.log(y))
    half = scipy.stats.t.ppf(0.975, 10) * line.stderr
    found = power_law(x, y)
    assert found.exponent == pytest.approx(line.slope)
    assert found.factor == pytest.approx(math.exp(line.intercept))
    assert (found.low, found.high) == pytest.approx((line.slope - half, line.slope + half), rel=1e-5)


def test_an_exact_power_law_has_no_interval():
    x = np.array([1.0, 2.0, 4.0])
    found = power_law(x, 5 * x**0.25)
    assert (found.exponent, found.factor) == pytest.approx((0.25, 5))
    assert found.high - found.low < 1e-12


@pytest.mark.parametrize(
    ("x", "y", "why"),
    [
        ([1.0, 2.0], [1.0, 2.0], "three points"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], "as many y as x"),
        ([1.0, 2.0, 3.0], [1.0, 0.0, 2.0], "above 0"),
        ([-1.0, 2.0, 3.0], [1.0, 1.0, 2.0], "above 0"),
        ([0.0, 2.0, 3.0], [1.0, 1.0, 2.0], "above 0"),
        ([2.0, 2.0, 2.0], [1.0, 2.0, 3.0], "all x are the same"),
    ],
)
def test_what_no_law_can_be_fitted_to_is_refused(x, y, why):
    with pytest.raises(ValueError, match=why):
        power_law(np.array(x), np.array(y))


def test_the_holder_exponents_interval_is_fiellers():
    """Its bounds are the α at which c_q − α c_w is just told from 0."""
    weights, likelihoods = PowerLaw(0.95, 1, 0.85, 1.05), PowerLaw(0.2, 1, 0.16, 0.24)
    alpha, low, high = holder_exponent(weights, likelihoods)
    assert -math.inf < low < alpha < high < math.inf
    assert alpha == pytest.approx(0.2 / 0.95)
    for bound in (low, high):
        assert (0.2 - bound * 0.95) ** 2 == pytest.approx(0.04**2 + (bound * 0.1) ** 2)


def test_a_slope_that_may_be_zero_bounds_nothing():
    assert holder_exponent(PowerLaw(0.1, 1, -0.1, 0.3), PowerLaw(0.2, 1, 0.1, 0.3))[1:] == (
        -math.inf,
        math.inf,
    )


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 6, 10, 50, 150])
def test_students_quantile_is_scipys(degrees):
    """What the expansion leaves out falls as the fifth power of the degrees, so each of its terms counts."""
    left = 1e-12 if degrees < 3 else 1 / degrees**5
    for u in (0.5, 0.9, 0.975):
        assert student_quantile(u, degrees) == pytest.approx(scipy.stats.t.ppf(u, degrees), rel=0, abs=left)


def test_what_students_expansion_leaves_out_falls_as_the_fifth_power_and_no_slower():
    left = [(student_quantile(0.975, n) - scipy.stats.t.ppf(0.975, n)) * n**5 for n in (100, 400)]
    assert left[1] == pytest.approx(left[0], rel=0.012)


def test_bits_per_byte_of_a_nat():
    assert bits_per_byte(math.log(2) * 30, 15) == pytest.approx(2)


def test_vectors_over_other_texts_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        kl_estimate(np.zeros(3), np.zeros(4))
