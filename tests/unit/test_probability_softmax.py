"""The figure of softmax: only differences count, limits and ties, and what 32 bits hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import special

from tests.unit.figure_checks import ask, check, states, value

FIGURE = "softmax"


@settings(max_examples=80)
@given(states(FIGURE))
def test_every_state_is_whole_and_right(state: dict[str, object]) -> None:
    answer = ask(FIGURE, **state)
    check(answer)
    z = np.array([float(str(state[f"z{at}"])) for at in range(1, 5)])
    t = {"zero": 1e-9, "infinity": 1e12}.get(str(state["limit"]), float(str(state["t"])))
    wanted = special.softmax(z / t)
    assert value(answer, "top") == pytest.approx(wanted.max(), abs=1e-6)
    assert value(answer, "entropy") == pytest.approx(special.entr(wanted).sum(), abs=1e-5)
    assert 0 <= value(answer, "entropy") <= math.log(4) + 1e-12


def test_a_constant_changes_no_probability_and_its_partition_function_by_itself() -> None:
    """As the title says."""
    plain, added = ask(FIGURE), ask(FIGURE, shift=1000)
    assert value(plain, "top") == value(added, "top")
    assert value(added, "log_partition") == pytest.approx(value(plain, "log_partition") + 1000)


def test_temperature_divides_differences() -> None:
    """Half the differences at twice the temperature."""
    halved = {"z1": 1, "z2": 0.5, "z3": 0, "z4": -0.5}
    assert value(ask(FIGURE, t=2), "top") == pytest.approx(value(ask(FIGURE, **halved), "top"))
    cold, plain, hot = (value(ask(FIGURE, t=t), "top") for t in (0.2, 1, 5))
    assert cold > plain > hot


@pytest.mark.parametrize(("logits", "top"), [({}, 1), ({"z2": 2}, 0.5), ({"z2": 2, "z3": 2}, 1 / 3)])
def test_at_zero_equals_share(logits: dict[str, float], top: float) -> None:
    assert value(ask(FIGURE, limit="zero", **logits), "top") == pytest.approx(top)
    assert value(ask(FIGURE, limit="infinity", **logits), "top") == 0.25


@pytest.mark.parametrize(
    ("shift", "floats", "way", "broken"),
    [
        (0, "float32", "plain", False),
        (100, "float32", "plain", True),
        (100, "float64", "plain", False),
        (1000, "float64", "plain", True),
        (1000, "float32", "shifted", False),
    ],
)
def test_what_overflows_is_said_and_mended(shift: int, floats: str, way: str, broken: bool) -> None:
    answer = ask(FIGURE, shift=shift, floats=floats, way=way)
    assert ("∞ / ∞" in answer["drawings"]["wide"]) == broken == bool(answer["notes"])
    assert ("no number" in answer["table"]) == broken
    assert answer["clauses"]["machine"] == ("gets no numbers at all" if broken else "gets them right")
    assert not broken or answer["notes"][0]["state"] == {"way": "shifted"}


@pytest.mark.parametrize(
    ("state", "told", "link"),
    [
        ({"limit": "zero"}, "is not asked, for nothing can be divided by such a T", None),
        ({"z1": 10, "t": 0.1, "shift": 5}, "gets no number for mat", {"way": "shifted"}),
        (
            {"t": 0.1, "z1": -10, "z2": -9.9, "z3": -10, "z4": -10},
            "gets them wrong",
            {"way": "shifted"},
        ),
        ({"t": 0.09, "z2": 1.9, "shift": 1000, "way": "shifted"}, "gets them right", None),
    ],
)
def test_the_machine_is_said_to_be_right_only_where_it_is(
    state: dict[str, object], told: str, link: dict[str, object] | None
) -> None:
    answer = ask(FIGURE, **state)
    assert answer["clauses"]["machine"] == told
    assert [note["state"] for note in answer["notes"]] == ([link] if link else [])


def test_what_vanishes_is_said_too() -> None:
    answer = ask(FIGURE, t=0.01, z1=-2, z2=-3, z3=-4, z4=-5)
    assert "0 / 0" in answer["drawings"]["narrow"] and "too small" in answer["notes"][0]["text"]
