"""The figure of two fits: what its title says of both divergences, and the steps as links."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings

from tests.unit.figure_checks import ask, check, states, value

FIGURE = "two-fits"


@settings(max_examples=25)
@given(states(FIGURE))
def test_every_state_is_whole_and_no_step_goes_up(state: dict[str, object]) -> None:
    answer = ask(FIGURE, **state)
    check(answer)
    start, end = (ask(FIGURE, **state | {"steps": steps}) for steps in (0, 100))
    for name in ("forward", "reverse"):
        assert value(end, name) <= value(answer, name) + 1e-9 <= value(start, name) + 2e-9


def test_forward_kl_lies_over_both_and_reverse_kl_takes_the_one_that_the_start_decides() -> None:
    """As the title says."""
    for start, mode in ((1, 2.5), (-1, -2.5)):
        answer = ask(FIGURE, start=start)
        assert value(answer, "forward_mean") == pytest.approx(0, abs=1e-3)
        assert value(answer, "forward_sd") == pytest.approx(math.hypot(0.7, 2.5), abs=1e-3)
        assert value(answer, "reverse_mean") == pytest.approx(mode, abs=0.05)
        assert value(answer, "reverse_sd") == pytest.approx(0.7, abs=0.05)
        assert answer["clauses"]["ending"] == f"ends in the {'right' if mode > 0 else 'left'} mode"


def test_reverse_kl_in_a_mode_costs_what_that_mode_weighs() -> None:
    """−ln of its weight, as the text says, where the modes are well apart."""
    assert value(ask(FIGURE), "reverse") == pytest.approx(math.log(2), abs=1e-3)
    small, large = (value(ask(FIGURE, start=start, weight=0.9), "reverse") for start in (2, -2))
    assert small == pytest.approx(-math.log(0.1), abs=5e-3)
    assert large == pytest.approx(-math.log(0.9), abs=5e-3)


def test_where_the_family_holds_p_neither_covers_nor_seeks() -> None:
    answer = ask(FIGURE, apart=0)
    assert value(answer, "forward") < 1e-6 and value(answer, "reverse") < 1e-6
    assert "the family of Q holds P" in answer["notes"][0]["text"]
    near = ask(FIGURE, apart=1.5)
    assert value(near, "forward_sd") == pytest.approx(value(near, "reverse_sd"), abs=0.05)


def test_between_two_equal_modes_it_stands() -> None:
    answer = ask(FIGURE, start=0)
    assert value(answer, "reverse_mean") == pytest.approx(0, abs=1e-6)
    assert answer["notes"][0]["state"] == {"start": 0.1}
    assert ask(FIGURE, start=0, weight=0.6)["notes"] == []


@pytest.mark.parametrize(
    ("step", "goals"),
    [(0, [1, 10, None]), (7, [0, 6, 8, 17, None]), (95, [0, 94, 96, None, None]), (100, [0, 99])],
)
def test_the_next_steps_are_links(step: int, goals: list[int | None]) -> None:
    """The end is the default, which links leave out."""
    drawing = ask(FIGURE, steps=step)["drawings"]["wide"]
    links = re.findall(r'href="#two-fits\?([^"]*)"', drawing)
    assert links == ["" if goal is None else f"steps={goal}" for goal in goals]
    assert drawing.count("no-way") == 5 - len(goals)


def test_the_way_that_was_made_is_drawn_to_its_step() -> None:
    assert "After 0 steps Q has mean 1.00" in ask(FIGURE, steps=0)["sentence"]
    assert "After 1 step Q" in ask(FIGURE, steps=1)["sentence"]
