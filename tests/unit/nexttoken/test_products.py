"""Products of vectors, held against the vectors themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.loglik import double_centred, kl_estimate, kl_from, kl_of, map_of, model_map
from nexttoken.products import Products, products_of


def vectors(seed: int = 1, models: int = 30, texts: int = 90) -> Any:
    """Such as models give: most of a text's likelihood is its own, whoever says it."""
    rng = np.random.default_rng(seed)
    apart = rng.normal(size=(models, 3)) @ rng.normal(size=(3, texts)) + rng.normal(size=(models, texts)) / 3
    return -150.0 + 60 * rng.normal(size=texts) + apart


def blocks(of: Any, count: int = 3) -> list[Products]:
    centred = double_centred(of)
    return [products_of(centred[:, block::count]) for block in range(count)]


@given(st.integers(0, 99), st.lists(st.integers(0, 29), min_size=1, unique=True))
def test_models_chosen_afterwards_are_those_chosen_before(seed: int, chosen: list[int]) -> None:
    of = vectors(seed)
    models = np.array(chosen)
    first, second, third = blocks(of)
    for products, texts in ((first + second + third, of), (first + third, np.c_[of[:, ::3], of[:, 2::3]])):
        expected = double_centred(texts[models])
        found = products.centred(models)
        assert found == pytest.approx(expected @ expected.T / texts.shape[1], abs=1e-9)


def test_they_tell_kl_of_each_two() -> None:
    of = vectors()
    products = products_of(double_centred(of)).centred(np.arange(30))
    kl = kl_of(products)
    assert all((kl_from(products, origin) == kl[origin]).all() for origin in range(30))
    for i, j in ((0, 1), (4, 29), (7, 7)):
        assert kl[i, j] == pytest.approx(kl_estimate(of[i], of[j]), rel=1e-9, abs=1e-12)


def test_they_tell_the_map() -> None:
    of = vectors()
    models = np.array([3, 1, 4, 15, 9, 2, 6, 5])
    there = map_of((blocks(of)[0] + blocks(of)[2]).centred(models))
    expected = model_map(double_centred(np.c_[of[:, ::3], of[:, 2::3]][models]))
    assert there.places == pytest.approx(expected.places, abs=1e-9)
    assert there.share == pytest.approx(expected.share, abs=1e-9)
