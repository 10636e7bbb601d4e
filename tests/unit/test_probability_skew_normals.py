"""The figure of two skew-normals: infinite exactly where Q is cut, and what its presets say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import integrate
from scipy.stats import skewnorm

from tests.unit.figure_checks import ask, check, declaration, module, states, value

FIGURE = "skew-normals"


def preset(label: str) -> dict[str, object]:
    found = next(each for each in declaration(FIGURE)["presets"] if each["label"] == label)
    state: dict[str, object] = found["state"]
    return state


@settings(max_examples=50)
@given(states(FIGURE))
def test_every_state_is_whole_and_infinite_exactly_where_q_is_cut(state: dict[str, object]) -> None:
    """As the title says."""
    answer = ask(FIGURE, **state)
    assert math.isinf(value(answer, "forward")) == bool(state["cut"]) == bool(answer["notes"])
    assert math.isfinite(value(answer, "reverse"))
    assert 0 <= value(answer, "js") <= math.log(2) + 1e-12
    if state["cut"]:
        answer["readouts"]["forward"]["value"] = ""
    check(answer)


@settings(max_examples=15)
@given(states(FIGURE, without=("cut", "bins")))
def test_forward_is_the_integral_of_its_definition(state: dict[str, float]) -> None:
    skew = module("skew_normals", "probability")
    found = skew.compute(skew.figure.state(state))
    p, q = (skewnorm(each.shape, each.centre, each.scale) for each in (found.p, found.q))
    assert p.mean() == pytest.approx(state["mean_p"], abs=1e-9) and p.std() == pytest.approx(state["sd_p"])

    def integrand(x: float) -> float:
        return float(
            p.pdf(x) * (found.p.log_density(np.array([x]))[0] - found.q.log_density(np.array([x]))[0])
        )

    low, high = found.p.support()
    whole = sum(
        integrate.quad(integrand, *ends, limit=300)[0] for ends in ((low, p.mean()), (p.mean(), high))
    )
    assert value(ask(FIGURE, **state), "forward") == pytest.approx(whole, rel=1e-5, abs=1e-7)
    assert q.std() == pytest.approx(state["sd_q"])


@pytest.mark.parametrize(
    ("label", "sign"), [("The same", 0), ("Shifted", 0), ("Q too wide", -1), ("Q too narrow", 1)]
)
def test_presets_say_which_direction_is_the_larger(label: str, sign: int) -> None:
    answer = ask(FIGURE, **preset(label))
    more = value(answer, "forward") - value(answer, "reverse")
    assert (abs(more) > 1e-9) * math.copysign(1, more) == sign
    words = {0: "alike", 1: "KL(P‖Q) is larger", -1: "KL(Q‖P) is larger"}
    assert words[sign] in answer["clauses"]["apart"]


def test_far_apart_js_is_near_its_end_and_kl_is_not() -> None:
    near, far = (ask(FIGURE, **preset("Far apart") | {"mean_p": mean}) for mean in (-3, -4))
    assert value(far, "js") == pytest.approx(math.log(2), abs=1e-6)
    assert value(far, "forward") > value(near, "forward") + 10


def test_how_rare_it_is_does_not_matter() -> None:
    for cut in (10, 4, 0.5):
        answer = ask(FIGURE, cut=cut)
        assert math.isinf(value(answer, "forward")) and "∞" in answer["drawings"]["wide"]
    assert value(ask(FIGURE, cut=10), "out") < 1e-20
    assert "nothing of Q either" in ask(FIGURE, cut=4, bins="1")["notes"][0]["text"]


def test_bins_only_ever_lower_it() -> None:
    whole = value(ask(FIGURE, **preset("Mirrored")), "forward")
    widths = ["0.25", "0.5", "1", "2"]
    binned = [value(ask(FIGURE, **preset("Mirrored") | {"bins": width}), "forward") for width in widths]
    assert [whole, *binned] == sorted([whole, *binned], reverse=True)


def test_a_place_is_read_off() -> None:
    skew = module("skew_normals", "probability")
    found = skew.compute(skew.figure.state({"cut": 2}))
    for width in ("wide", "narrow"):
        looks = [skew.probe.look(found, width, place) for place in range(1, skew.probe.last(found) + 1)]
        assert [skew.probe.at(found, width, look.x) for look in looks] == list(range(1, len(looks) + 1))
        assert {math.isinf(look.readouts["ratio"].value) for look in looks} == {True, False}
