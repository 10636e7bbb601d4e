"""The figure of the home page: runs of ranks against the whole distributions that they stand for."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken.stored import restored
from scipy.special import log_softmax, logsumexp

from lab import shape
from tests.unit.figure_checks import ask, check, states, value

FIGURE = "shape"
ROOT = Path(__file__).resolve().parents[2]
TEMPERATURES = (0.2, 0.5, 1.0, 1.9, 3.0)


@settings(max_examples=40)
@given(states(FIGURE))
def test_every_state_is_whole(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))


@pytest.mark.parametrize("name", shape.BEGINNINGS)
@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_runs_say_what_the_whole_says(name: str, temperature: float) -> None:
    log_p = np.sort(restored(np.load(ROOT / shape.SOURCE / f"{name}.npy")))[::-1]
    log_p = log_p - logsumexp(log_p)
    log_q = log_softmax(log_p / temperature)
    answer = ask(FIGURE, beginning=name, temperature=temperature)
    assert math.log(value(answer, "choices")) == pytest.approx(
        -np.sum(np.exp(log_q) * log_q), rel=1e-3, abs=1e-5
    )
    assert value(answer, "tail") == pytest.approx(np.exp(log_q[8:]).sum(), rel=1e-3, abs=1e-9)
    assert value(answer, "kl") == pytest.approx(np.sum(np.exp(log_p) * (log_p - log_q)), rel=1e-3, abs=1e-12)


@given(st.sampled_from(shape.BEGINNINGS), st.floats(0.2, 2.9))
def test_the_hotter_the_more_uncertain(name: str, temperature: float) -> None:
    cool, hot = (
        value(ask(FIGURE, beginning=name, temperature=t), "choices") for t in (temperature, temperature + 0.1)
    )
    assert cool < hot


def test_the_file_is_what_the_measurements_give() -> None:
    kept = json.loads((ROOT / shape.TARGET / "shape.json").read_bytes())
    made = shape.gathered(ROOT / shape.SOURCE)
    assert sum(kept["sizes"]) == 49_152
    assert made["sizes"] == kept["sizes"]
    for new, old in zip(made["beginnings"], kept["beginnings"], strict=True):
        assert {**new, "log_probs": None} == {**old, "log_probs": None}
        assert new["log_probs"] == pytest.approx(old["log_probs"], abs=2e-5)
