"""The figure reachable-rho: every order on the way, and where noise alone ends."""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from nexttoken import rank_noise
from scipy.stats import spearmanr

from tests.unit.figure_checks import ask, check, declaration, module, states, value

FIGURE = "reachable-rho"


@pytest.fixture(autouse=True, scope="module")
def rho_path() -> Any:
    return module("reachable_rho.orders")


def correlation(n: int, seed: int, degrees: float) -> float:
    """Sort by the key at an angle, and correlate; by other means than the figure's."""
    angle = math.radians(degrees)
    key = math.cos(angle) * np.log(np.arange(1, n + 1)) + math.sin(angle) * rank_noise(seed, n)
    return float(spearmanr(key, np.arange(n)).statistic)


@pytest.mark.parametrize(("n", "seed"), [(2, 1), (3, 5), (10, 2), (40, 48), (120, 7)])
def test_the_orders_on_the_way_are_those_of_the_keys(rho_path: Any, n: int, seed: int) -> None:
    path = rho_path.rho_path(n, seed)
    assert len(path.rho) == n * (n - 1) // 2 + 1 == len(path.turns) - 1
    assert (path.rho[0], path.rho[-1]) == (1, -1)
    assert np.diff(path.rho).max() < 0 < np.diff(path.turns).min() + 1e-9
    for k in np.unique(np.linspace(0, len(path.rho) - 1, 60).astype(int)):
        if path.turns[k + 1] - path.turns[k] > 1e-6:
            middle = (path.turns[k] + path.turns[k + 1]) / 2
            assert path.rho[k] == pytest.approx(correlation(n, seed, middle), abs=1e-12)


@pytest.mark.parametrize("n", [2, 5, 40, 400])
def test_noise_alone_ends_where_its_own_order_does(rho_path: Any, n: int) -> None:
    alone = rho_path.noise_alone(n)
    assert len(alone) == 200
    for seed in (1, 2, 48, 200):
        assert alone[seed - 1] == pytest.approx(correlation(n, seed, 90), abs=1e-12)
        assert rho_path.rho_path(n, seed).noise_alone == pytest.approx(alone[seed - 1], abs=1e-12)


def test_the_largest_gap_is_at_most_that_of_the_ends_exchanged(rho_path: Any) -> None:
    for n in (2, 5, 40, 400):
        path = rho_path.rho_path(n, 1)
        assert path.gap <= 12 / (n * (n + 1)) * (1 + 1e-9)
        assert path.gap == pytest.approx(max(a - b for a, b in pairwise(path.rho)))


def test_a_correlation_of_exactly_the_floor_is_not_above_it(rho_path: Any) -> None:
    alone = rho_path.noise_alone(5)
    exact = np.isclose(alone, 0.3)
    assert exact.any()
    assert rho_path.rho_path(5, 1).above == ((alone > 0.31) & ~exact).mean()


def test_the_spread_is_that_of_all_orders_alike(rho_path: Any) -> None:
    for n in (3, 5, 6):
        squares = [spearmanr(order, range(n)).statistic ** 2 for order in permutations(range(n))]
        assert rho_path.rho_path(n, 1).spread_expected == pytest.approx(math.sqrt(np.mean(squares)))
    for n in (10, 40, 100, 400):
        path = rho_path.rho_path(n, 1)
        assert path.spread == pytest.approx(path.spread_expected, rel=0.15)


def test_a_floor_is_one_seeds_luck() -> None:
    answer = ask(FIGURE)
    assert (value(answer, "rho_least"), value(answer, "rho_greatest")) == (-1, 1)
    assert value(answer, "gap") < 0.0075
    assert 0 < value(answer, "above") < 0.1
    assert value(answer, "noise_alone") < 0
    (note,) = answer["notes"]
    lucky = ask(FIGURE, **note["state"])
    assert value(lucky, "noise_alone") > 0.3
    assert value(lucky, "rho_least") == -1
    assert value(ask(FIGURE, **lucky["notes"][0]["state"]), "noise_alone") < 0


@pytest.mark.parametrize("n", [2, 3, 5, 40, 400])
def test_the_picture_and_the_readout_say_the_same_share(n: int) -> None:
    answer = ask(FIGURE, n=n)
    said = answer["readouts"]["above"]["text"]
    assert all(f">{said} % above 0.3<" in drawing for drawing in answer["drawings"].values())


def test_few_tokens_have_wide_gaps_and_many_have_none() -> None:
    _, five, many = (ask(FIGURE, **preset["state"]) for preset in declaration(FIGURE)["presets"])
    assert value(five, "gap") > 0.2
    assert value(many, "gap") < 1e-4
    assert value(many, "above") == 0
    assert ask(FIGURE, n=2)["notes"][0]["text"].startswith("Two tokens")


@settings(max_examples=60)
@given(state=states(FIGURE))
def test_every_state_has_a_whole_answer(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))
