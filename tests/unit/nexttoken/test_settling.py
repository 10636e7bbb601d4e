"""An estimate that settles, against the estimate over the first texts, and against its own spread."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nexttoken.loglik import kl_estimate, kl_interval
from nexttoken.settling import settling


def pair(seed: int, texts: int) -> Any:
    rng = np.random.default_rng(seed)
    own = -150 + 60 * rng.normal(size=texts)
    return own + rng.normal(size=texts), own + 3 + rng.normal(size=texts) * rng.exponential(size=texts)


def test_after_so_many_texts_it_is_the_estimate_over_these() -> None:
    first, second = pair(1, 300)
    texts = [1, 2, 3, 10, 57, 300]
    found = settling(first, second, texts)
    assert found.texts.tolist() == texts
    assert found.kl == pytest.approx([kl_estimate(first[:n], second[:n]) for n in texts], abs=1e-9)
    assert (found.low[1:] <= found.high[1:]).all()


def test_its_interval_is_that_of_drawing_texts_anew() -> None:
    """The other bootstrap draws as many as there are, this one as many on average."""
    first, second = pair(2, 800)
    found = settling(first, second, [50, 800])
    for at, n in enumerate((50, 800)):
        low, high = kl_interval(first[:n], second[:n])
        width = high - low
        assert found.low[at] == pytest.approx(low, abs=0.2 * width)
        assert found.high[at] == pytest.approx(high, abs=0.2 * width)


def test_it_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        difference = np.random.default_rng(seed).normal(size=400)
        found = settling(difference, np.zeros(400), [400], seed)
        held += found.low[0] < 0.5 < found.high[0]
    assert 0.88 * 200 < held < 0.99 * 200


def test_it_leaves_out_a_fortieth_of_what_is_drawn_at_each_end() -> None:
    """On average over texts, against numpy's own drawing from the same."""
    rng, ratios = np.random.default_rng(9), []
    for seed in range(30):
        texts = rng.normal(size=200)
        found = settling(texts, np.zeros(200), [200], seed)
        drawn = rng.choice(texts, (4000, 200)).var(axis=1) / 2
        ratios.append((found.high - found.low) / np.subtract(*np.quantile(drawn, (0.975, 0.025))))
    assert np.mean(ratios) == pytest.approx(1, abs=0.03)


def test_a_text_counts_the_same_whatever_comes_after_it() -> None:
    first, second = pair(3, 500)
    whole, part = settling(first, second, [20, 100, 500]), settling(first[:100], second[:100], [20, 100])
    for name in ("kl", "low", "high"):
        assert getattr(part, name) == pytest.approx(getattr(whole, name)[:2], abs=1e-9)


def test_models_that_differ_by_a_factor_are_one() -> None:
    first, _ = pair(4, 50)
    found = settling(first, first + 7, [5, 50])
    assert found.kl == pytest.approx([0, 0], abs=1e-12)
    assert found.high == pytest.approx([0, 0], abs=1e-12)
