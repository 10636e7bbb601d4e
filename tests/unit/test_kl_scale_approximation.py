"""The estimate beside KL token by token: what is said of it, from the file alone and by scipy."""

from __future__ import annotations

import json
import math
from statistics import median
from typing import Any

import numpy as np
import pytest
from explorable import worker
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tests.unit.figure_checks import Answer, ask, check, read, states, value
from tests.unit.kl_scale_pairs import PAIRS as ALL_PAIRS
from tests.unit.kl_scale_pairs import POST, measured, part
from tests.unit.kl_scale_pairs import SETTINGS as ALL_SETTINGS

FIGURE = "approximation"
__all__ = ["measured"]
PAIRS = [pair for pair in ALL_PAIRS if pair["estimate"]]
SETTINGS = [setting for setting in ALL_SETTINGS if any(pair["setting"] == setting for pair in PAIRS)]


def looked(at: dict[str, float], **state: object) -> Answer:
    question = json.dumps({"state": state, "width": "narrow", **at})
    ask(FIGURE)
    return read(worker.look(POST, FIGURE, question))


def of(setting: str) -> list[dict[str, Any]]:
    """The pairs of a setting, or all of them."""
    return [pair for pair in PAIRS if setting in ("all", pair["setting"])]


@settings(max_examples=12, deadline=None)
@given(states(FIGURE))
def test_every_state_is_answered_whole(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))


@pytest.mark.parametrize("setting", ["all", *SETTINGS])
def test_the_factors_are_those_of_the_file(setting: str) -> None:
    answer, told = ask(FIGURE, setting=setting.replace(" ", "-")), of(setting)
    factors = [pair["estimate"][0] / pair["kl"][0] for pair in told]
    off = [abs(math.log(factor)) for factor in factors]
    assert value(answer, "median_ratio") == pytest.approx(median(factors))
    assert value(answer, "within") == pytest.approx(sum(each <= math.log(2) for each in off) / len(off))
    assert value(answer, "farthest") == pytest.approx(math.exp(max(off)))
    assert value(answer, "count") == len(told)
    sides = [max(pair["kl"][0], pair["reverse"][0]) / min(pair["kl"][0], pair["reverse"][0]) for pair in told]
    assert value(answer, "direction") == pytest.approx(median(sides))
    assert value(answer, "direction_most") == pytest.approx(max(sides))


def test_the_order_is_spearman_s() -> None:
    found = spearmanr([pair["kl"][0] for pair in PAIRS], [pair["estimate"][0] for pair in PAIRS])
    assert value(ask(FIGURE), "order") == pytest.approx(float(found.statistic))


def test_the_best_and_the_worst_setting_are_so_by_their_medians() -> None:
    names = part("shared.settings").BY_NAME
    off = {
        name: abs(math.log(median(pair["estimate"][0] / pair["kl"][0] for pair in of(name))))
        for name in SETTINGS
    }
    clauses = ask(FIGURE)["clauses"]
    assert clauses["best"].startswith(names[min(off, key=off.__getitem__)].phrase)
    assert clauses["worst"].startswith(names[max(off, key=off.__getitem__)].phrase)


def test_it_fails_where_most_pairs_are_off_by_more_than_two() -> None:
    labels = {name: part("shared.settings").BY_NAME[name].label.lower() for name in SETTINGS}
    failing = [
        name
        for name in SETTINGS
        if np.mean([0.5 <= pair["estimate"][0] / pair["kl"][0] <= 2 for pair in of(name)]) < 0.5
    ]
    said = ask(FIGURE)["clauses"]["fails"]
    assert {name for name in SETTINGS if f"{labels[name]} (" in said} == set(failing)


@pytest.mark.parametrize(
    ("near", "far", "word"), [(1.1, 3.0, "worse"), (3.0, 1.1, "better"), (2.0, 2.05, "no better")]
)
def test_whether_it_is_worse_far_out_is_said_as_it_is(near: float, far: float, word: str) -> None:
    assert part("approximation.said")._large(near, far).startswith(word)


def test_what_has_no_estimate_is_not_compared_and_that_is_said() -> None:
    answer = ask(FIGURE, setting="top-k")
    assert value(answer, "count") == len(PAIRS) < len(ALL_PAIRS)
    assert answer["notes"][0]["text"] == "No pair of this setting has an estimate."


def test_a_pair_is_named_with_both_numbers_and_its_row() -> None:
    setting = max(SETTINGS, key=lambda name: len(of(name)))
    seen = looked({"place": 2}, setting=setting.replace(" ", "-"))
    pair = sorted(of(setting), key=lambda each: float(each["kl"][0]))[1]
    assert f"{pair['first']} and {pair['second']}" in seen["sentence"]
    assert float(seen["readouts"]["times"]["value"]) == pytest.approx(pair["estimate"][0] / pair["kl"][0])
    assert seen["row"] == 1


def test_a_dot_is_found_where_it_lies() -> None:
    for place in (1, len(PAIRS) // 2, len(PAIRS)):
        x = looked({"place": place})["x"]
        assert looked({"x": x})["x"] == pytest.approx(x, abs=0.5)


@given(st.floats(0.01, 5))
def test_a_normal_difference_has_half_its_variance_as_mean(deviation: float) -> None:
    """As the fold says: e to the minus d has the mean 1, by quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    d = deviation**2 / 2 + deviation * nodes
    assert weights @ np.exp(-d) / weights.sum() == pytest.approx(1, rel=1e-6)
