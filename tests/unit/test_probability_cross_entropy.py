"""The figure of the cross-entropy: the sum that its title says, and the loss on a text that is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import rel_entr
from scipy.stats import entropy

from tests.unit.figure_checks import ask, check, states, value

FIGURE = "cross-entropy"


@settings(max_examples=60)
@given(states(FIGURE))
def test_the_cost_is_the_entropy_and_the_divergence(state: dict[str, object]) -> None:
    """As the title says."""
    answer = ask(FIGURE, **state)
    p, q = (np.array(state[name]) / 100 for name in "pq")
    assert value(answer, "entropy") == pytest.approx(entropy(p), abs=1e-12)
    assert value(answer, "kl") == pytest.approx(rel_entr(p, q).sum(), abs=1e-12)
    total = value(answer, "entropy") + value(answer, "kl")
    assert value(answer, "cross_entropy") == pytest.approx(total, abs=1e-12)
    if math.isfinite(total):
        check(answer | {"readouts": {k: v for k, v in answer["readouts"].items() if k != "loss"}})
    assert math.isinf(total) == ("infinitely" in answer["sentence"]) == bool(((p > 0) & (q == 0)).any())


def test_the_published_example() -> None:
    """The one of the design’s reference values, nats."""
    answer = ask(FIGURE)
    for name, wanted in {"entropy": 1.3923, "kl": 0.1874, "cross_entropy": 1.5798}.items():
        assert value(answer, name) == pytest.approx(wanted, abs=5e-5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_loss_comes_near_the_cross_entropy_as_the_text_grows(seed: int) -> None:
    far, near = (abs(off(n, seed)) for n in (30, 100_000))
    assert near < 0.01 and near < max(far, 0.01)


def off(n: int, seed: int) -> float:
    """How far the loss is from what it comes near to."""
    answer = ask(FIGURE, n=n, seed=seed)
    return value(answer, "loss") - value(answer, "cross_entropy")


def test_the_loss_is_the_mean_over_the_tokens_that_came() -> None:
    answer = ask(FIGURE, n=7, seed=5)
    counts = [int(row.split("<td>")[-1].split("<")[0]) for row in answer["table"].split("<tr>")[2:7]]
    assert sum(counts) == 7
    q = np.array([20, 25, 30, 15, 10]) / 100
    assert value(answer, "loss") == pytest.approx(-(np.array(counts) @ np.log(q)) / 7)


def test_a_text_may_be_cheaper_than_the_entropy_and_that_is_said() -> None:
    """The one that the text links to."""
    answer = ask(FIGURE, q=[40, 30, 10, 15, 5], n=10)
    assert value(answer, "loss") < value(answer, "entropy")
    assert "happens to be cheaper" in answer["notes"][0]["text"]


def test_no_expectation_is_cheaper_than_the_truth_and_the_rare_is_dearer() -> None:
    true, default, rare = (
        value(ask(FIGURE, **state), "cross_entropy")
        for state in ({"q": [40, 30, 10, 15, 5]}, {}, {"q": [5, 15, 10, 30, 40]})
    )
    assert true < default < rare


def test_what_is_ruled_out_is_named() -> None:
    answer = ask(FIGURE, q=[42, 32, 10, 16, 0])
    assert "Q rules out moon" in answer["notes"][0]["text"]
    assert answer["clauses"]["surplus"] == "costs infinitely much"
    assert math.isfinite(value(ask(FIGURE, p=[50, 50, 0, 0, 0], q=[50, 50, 0, 0, 0]), "kl"))


@given(st.floats(1e-6, 1e6))
def test_the_line_of_the_proof_lies_above_the_logarithm(x: float) -> None:
    assert math.log(x) <= x - 1 + 1e-12
