"""The figure of an entropy whose bars are pulled: against scipy, and largest where all are alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from tests.unit.figure_checks import ask, check, states, value

FIGURE = "entropy-bars"
MOST = math.log(5)


@settings(max_examples=60)
@given(states(FIGURE))
def test_every_state_is_whole_and_right(state: dict[str, object]) -> None:
    answer = ask(FIGURE, **state)
    check(answer)
    wanted = entropy(np.array(state["p"]) / 100)
    assert value(answer, "entropy") == pytest.approx(wanted, abs=1e-12)
    assert value(answer, "perplexity") == pytest.approx(math.exp(wanted), rel=1e-12)
    assert value(answer, "max_entropy") == MOST >= value(answer, "entropy")


def test_nothing_is_more_uncertain_than_equal_shares() -> None:
    """As the title says, and reached by nothing else."""
    assert value(ask(FIGURE, p=[20] * 5), "entropy") == MOST
    assert value(ask(FIGURE, p=[21, 19, 20, 20, 20]), "entropy") < MOST


@pytest.mark.parametrize(
    ("shares", "bits"), [((100, 0, 0, 0, 0), 0), ((50, 50, 0, 0, 0), 1), ((25, 25, 25, 25, 0), 2)]
)
def test_questions_are_counted_in_bits(shares: tuple[int, ...], bits: int) -> None:
    answer = ask(FIGURE, p=shares)
    assert answer["readouts"]["entropy"]["text"] == f"{bits}.000"
    assert value(answer, "entropy") == pytest.approx(bits * math.log(2), abs=1e-15)
    nats = ask(FIGURE, p=shares, unit="nats")["readouts"]["entropy"]
    assert float(nats["value"]) == value(answer, "entropy") and nats["unit"] == "nats"


@given(st.lists(st.integers(1, 96), min_size=2, max_size=2))
def test_from_the_likelier_to_the_less_likely_it_rises_by_the_log_of_their_ratio(pair: list[int]) -> None:
    """What the text says of equal shares, to first order."""
    p = np.array([max(pair), min(pair), 200 - sum(pair)]) / 200
    step = 1e-7
    moved = p + np.array([-step, step, 0])
    rise = (entropy(moved) - entropy(p)) / step
    assert rise == pytest.approx(math.log(p[0] / p[1]), abs=1e-4)


def test_what_rarely_comes_is_surprising_and_adds_little() -> None:
    answer = ask(FIGURE, p=[99, 1, 0, 0, 0])
    assert "<td>6.644</td><td>0.0664</td>" in answer["table"]
    assert value(answer, "entropy") < 0.1 * math.log(2)


def test_a_token_that_never_comes_is_named() -> None:
    assert "counts as 0" in ask(FIGURE, p=[50, 50, 0, 0, 0])["notes"][0]["text"]
    assert ask(FIGURE, p=[100, 0, 0, 0, 0])["notes"][0]["state"] == {"p": "20.20.20.20.20"}
    assert ask(FIGURE)["notes"] == []
