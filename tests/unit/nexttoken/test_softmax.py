"""Softmax at any temperature, its limits, and where a machine's numbers end."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.softmax import as_computed, log_partition, softmax
from scipy import special

logits = st.lists(st.floats(-1000, 1000), min_size=1, max_size=8).map(np.array)


@given(logits, st.floats(0.01, 100))
def test_it_is_scipys(z: np.ndarray, t: float) -> None:
    assert softmax(z, t) == pytest.approx(special.softmax(z / t), rel=1e-9, abs=1e-300)
    assert log_partition(z, t) == pytest.approx(special.logsumexp(z / t), rel=1e-12, abs=1e-12)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=6).map(lambda z: np.array(z, np.float64)))
def test_its_limits_are_what_it_comes_near_to(z: np.ndarray) -> None:
    """Ties share alike."""
    assert softmax(z, 0) == pytest.approx(softmax(z, 1e-3), abs=1e-12)
    assert softmax(z, math.inf) == pytest.approx(softmax(z, 1e12), abs=1e-9)
    assert np.count_nonzero(softmax(z, 0)) == np.count_nonzero(z == z.max())


@given(logits, st.floats(-500, 500))
def test_a_constant_changes_nothing(z: np.ndarray, c: float) -> None:
    assert softmax(z + c) == pytest.approx(softmax(z), rel=1e-6, abs=1e-12)


def test_e_to_the_hundred_overflows_32_bits_and_not_64() -> None:
    z = np.array([100.0, 99.0])
    weights, shares = as_computed(z, 32, shifted=False)
    assert np.isinf(weights).all() and np.isnan(shares).all()
    weights, shares = as_computed(z, 64, shifted=False)
    assert np.isfinite(weights).all() and shares == pytest.approx(special.softmax(z))
    assert np.isnan(as_computed(z + 700, 64, shifted=False)[1]).any()


@pytest.mark.parametrize("bits", [32, 64])
def test_the_shift_mends_it(bits: int) -> None:
    z = np.array([1000.0, 999.0, -1000.0])
    assert as_computed(z, bits, shifted=True)[1] == pytest.approx(special.softmax(z), rel=1e-6)


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        softmax(np.zeros(2), -1)
    with pytest.raises(ValueError, match="above 0 and finite"):
        log_partition(np.zeros(2), 0)
