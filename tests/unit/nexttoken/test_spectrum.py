"""Leading eigenpairs, against numpy's and scipy's of all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.spectrum import leading


def products(seed: int, size: int, length: int, falls: float) -> Any:
    """Of random vectors, whose entries become smaller along them."""
    vectors = np.random.default_rng(seed).normal(size=(size, length)) * np.arange(1.0, length + 1) ** -falls
    return vectors @ vectors.T


@given(
    st.integers(0, 99),
    st.sampled_from([1, 2, 3, 24, 25, 60]),
    st.integers(1, 40),
    st.floats(0.3, 2),
    st.integers(1, 3),
)
def test_they_are_those_of_all_pairs(seed: int, size: int, length: int, falls: float, count: int) -> None:
    matrix = products(seed, size, length, falls)
    values, vectors = leading(matrix, count)
    first = max(size - count, 0)
    expected = scipy.linalg.eigh(matrix, eigvals_only=True, subset_by_index=(first, size - 1))[::-1]
    scale = expected[0]
    assert values == pytest.approx(expected, abs=1e-9 * scale)
    assert np.abs(vectors.T @ vectors - np.eye(len(values))).max() < 1e-9
    assert np.abs(matrix @ vectors - values * vectors).max() < 1e-9 * scale


@pytest.mark.parametrize("size", [200, 333])
def test_of_hundreds_of_rows_they_are_numpys_to_a_billionth(size: int) -> None:
    matrix = products(size, size, 1000, 0.7)
    values, vectors = leading(matrix, 2)
    all_values, all_vectors = np.linalg.eigh(matrix)
    assert values == pytest.approx(all_values[::-1][:2], rel=1e-9)
    for found, expected in zip(vectors.T, all_vectors.T[::-1], strict=False):
        assert found * np.sign(found @ expected) == pytest.approx(expected, abs=1e-9)


def test_a_value_that_is_there_twice_is_found_twice() -> None:
    turned = np.linalg.qr(np.random.default_rng(1).normal(size=(80, 80)))[0]
    matrix = turned * np.array([5.0, 5.0, *[1.0] * 78]) @ turned.T
    assert leading((matrix + matrix.T) / 2, 2)[0] == pytest.approx([5, 5])


def test_largest_is_not_farthest_from_zero() -> None:
    matrix = np.diag([-9.0, 2.0, *[1.0] * 40])
    assert leading(matrix, 2)[0] == pytest.approx([2, 1])


@pytest.mark.parametrize("size", [0, 5, 50])
def test_of_nothing_they_are_zero(size: int) -> None:
    values, vectors = leading(np.zeros((size, size)), 2)
    assert values.tolist() == [0.0, 0.0][:size]
    assert vectors.shape == (size, min(size, 2))


def test_the_same_matrix_gives_the_same_bytes() -> None:
    matrix = products(3, 120, 500, 0.7)
    first = leading(matrix, 2)
    leading(products(4, 100, 50, 0.7), 2)
    again = leading(matrix.copy(), 2)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
