"""The generator's reading of permalinks, against the vectors that the page's JavaScript is held to too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.references import permalinks
from sitegen.references.values import values_of

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "permalinks.json").read_text("utf-8"))
DECLARATION: dict[str, Any] = VECTORS["declaration"]
CONTROLS: list[dict[str, Any]] = DECLARATION["controls"]
DEFAULTS = permalinks.default_state(DECLARATION)
PINNED = {name: value for name, value in DEFAULTS.items() if name != "unit"}  # the view


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"] or "nothing")
def test_query_means_what_the_vectors_say(case: dict[str, Any]) -> None:
    means(DECLARATION, case)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"] or "nothing")
def test_a_kind_of_control_need_not_be_known_by_name(case: dict[str, Any]) -> None:
    means(DECLARATION | {"controls": [{**control, "kind": "new"} for control in CONTROLS]}, case)


@pytest.mark.parametrize("case", VECTORS["alone"], ids=lambda case: case["query"])
def test_nothing_is_pinned_in_a_figure_that_does_not_compare(case: dict[str, Any]) -> None:
    means(DECLARATION | {"compares": False}, case)


@pytest.mark.parametrize("case", VECTORS["mended"], ids=lambda case: case["query"])
def test_an_author_writes_links_as_they_should_be(case: dict[str, Any]) -> None:
    assert permalinks.read(DECLARATION, case["query"]).problems
    assert permalinks.read(DECLARATION, case["canonical"]).problems == []


def means(declaration: dict[str, Any], case: dict[str, Any]) -> None:
    reading = permalinks.read(declaration, case["query"])
    assert reading.state == DEFAULTS | case["state"]
    assert reading.pinned == (PINNED | case["pin"] if "pin" in case else None)
    assert [[problem.name, problem.kind] for problem in reading.problems] == case["problems"]
    written = permalinks.write(declaration, reading.state, reading.pinned)
    assert written.removeprefix("sample?") == case["canonical"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("tiny", 1e-07, "0.0000001"), ("h", 0.1 + 0.2, "0.3"), ("n", 200_000, "200000"), ("rho", -1, "-1")],
)
def test_a_value_is_written_without_exponent_and_needless_digits(name: str, value: float, text: str) -> None:
    control = next(control for control in CONTROLS if control["name"] == name)
    assert values_of(control).written(control, value) == text


PARTS = st.sampled_from(["pin", "n", "rho", "unit", "family", "=", "&", ":", ",", "%2C", "a", "bits", "0.5"])


@given(st.one_of(st.text(max_size=60), st.lists(PARTS).map("".join)))
def test_any_text_has_a_state_and_its_permalink_means_the_same(query: str) -> None:
    first = permalinks.read(DECLARATION, query)
    written = permalinks.write(DECLARATION, first.state, first.pinned)
    again = permalinks.read(DECLARATION, written.partition("?")[2])
    assert (again.state, again.pinned) == (first.state, first.pinned)
    assert again.problems == []


@pytest.mark.parametrize(
    ("query", "what", "remedy"),
    [
        ("pin=rh:0.5", "the figure `sample` has no control `rh`", "Did you mean `rho`?"),
        ("pin=n:1", "`n` cannot be `1`", "It goes from 2 to 200000 in steps of 1; nearest is 2."),
        ("pin=family:bernoulli", "`family` cannot be `bernoulli`", "It is one of zipf, a,b:c&d."),
        (
            "pin=unit:bits",
            "the view `unit` is pinned",
            "Take it out of `pin`: both states are shown alike.",
        ),
        ("pin=&pin=n:50", "the control `pin` is given twice", "Keep one of them."),
        (
            "text=The%20end.",
            "`text` ends in a bare sign, which is taken for the end of a sentence around the link",
            "Write `text=The%20end%2E`.",
        ),
        (
            "text=012345678901234567890",
            "`text` cannot be `012345678901234567890`",
            "It is one line of at most 20 characters; nearest is 01234567890123456789.",
        ),
        (
            "picks=50257",
            "`picks` cannot be `50257`",
            "It is at most 4 ids from 0 to 50256 with points between, as in `12.7`.",
        ),
    ],
)
def test_what_is_wrong_in_a_link_is_told(query: str, what: str, remedy: str) -> None:
    (problem,) = permalinks.read(DECLARATION, query).problems
    assert permalinks.describe(DECLARATION, problem) == (what, remedy)


@given(
    st.sampled_from(["n", "h", "rho", "odd", "tiny", "offset", "seed"]),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_number_is_brought_into_range(name: str, value: float) -> None:
    control = next(control for control in CONTROLS if control["name"] == name)
    state = permalinks.read(DECLARATION, f"{name}={value!r}").state
    assert control["min"] <= float(state[name]) <= control["max"]
