"""The generator's reading of permalinks, against the vectors that the page's JavaScript is held to too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import permalinks

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "permalinks.json").read_text("utf-8"))
DECLARATION: dict[str, Any] = VECTORS["declaration"]
DEFAULTS = permalinks.default_state(DECLARATION)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"] or "nothing")
def test_query_means_what_the_vectors_say(case: dict[str, Any]) -> None:
    reading = permalinks.read(DECLARATION, case["query"])
    assert reading.state == DEFAULTS | case["state"]
    assert [[problem.name, problem.kind] for problem in reading.problems] == case["problems"]
    assert permalinks.write(DECLARATION, reading.state) == f"sample?{case['canonical']}"


@given(st.text(max_size=60))
def test_any_text_has_a_state_and_its_permalink_means_the_same(query: str) -> None:
    state = permalinks.read(DECLARATION, query).state
    again = permalinks.read(DECLARATION, permalinks.write(DECLARATION, state).partition("?")[2])
    assert again.state == state
    assert again.problems == []


@given(
    st.sampled_from(["n", "h", "rho", "odd", "tiny", "offset", "seed"]),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_number_is_brought_into_range(name: str, value: float) -> None:
    control = next(control for control in DECLARATION["controls"] if control["name"] == name)
    state = permalinks.read(DECLARATION, f"{name}={value!r}").state
    assert control["min"] <= float(state[name]) <= control["max"]
