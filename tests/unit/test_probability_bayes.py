"""The figure of a prior and a count: Bayes' rule on its grid, the slide from MLE to the prior, and L2."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import optimize
from scipy.special import expit
from scipy.stats import binom, norm

from tests.unit.figure_checks import ask, check, module, states, value

FIGURE = "bayes"


@settings(max_examples=60)
@given(states(FIGURE))
def test_every_state_is_whole_and_the_posterior_is_bayes(state: dict[str, object]) -> None:
    answer = ask(FIGURE, **state)
    for readout in answer["readouts"].values():
        readout["value"] = readout["value"].replace("-Infinity", "").replace("Infinity", "")
    check(answer)
    result = module("bayes.result", "probability")
    figure = module("bayes", "probability").figure
    found = result.compute(figure.state(state))
    prior = norm.pdf(result.GRID, 0, found.sd)
    joint = prior * binom.pmf(found.k, found.n, expit(result.GRID))
    assert found.prior == pytest.approx(prior / prior.sum(), abs=1e-12)
    if joint.sum() > 1e-250:
        assert found.posterior == pytest.approx(joint / joint.sum(), abs=1e-9)
    assert found.posterior.sum() == pytest.approx(1)


def test_map_slides_from_the_count_to_the_prior_as_that_tightens() -> None:
    """As the title says."""
    places = [value(ask(FIGURE, sd=sd), "w_map") for sd in (10, 3, 1, 0.5, 0.2, 0.1)]
    assert places == sorted(places, reverse=True)
    assert places[0] == pytest.approx(value(ask(FIGURE), "w_mle"), abs=0.03)
    assert places[-1] == pytest.approx(0, abs=0.04)


def test_more_data_outweigh_the_prior() -> None:
    few, many = (ask(FIGURE, came=8 * times, other=times) for times in (1, 10))
    assert value(few, "mle") == value(many, "mle")
    assert value(few, "map") < value(many, "map") < value(many, "mle")


@pytest.mark.parametrize("sd", [0.2, 1.0, 10.0])
def test_map_is_the_least_loss_with_l2(sd: float) -> None:
    answer = ask(FIGURE, sd=sd)
    strength = value(answer, "strength")
    assert strength == pytest.approx(1 / sd**2)
    best = optimize.minimize_scalar(lambda w: 9 * np.logaddexp(0, w) - 8 * w + strength * w * w / 2)
    assert value(answer, "w_map") == pytest.approx(best.x, abs=1e-6)
    assert value(answer, "map") == pytest.approx(expit(best.x), abs=1e-6)


def test_map_is_of_the_weight() -> None:
    """Its density is highest elsewhere than that of the probability, as the text says."""
    place = value(ask(FIGURE), "map")
    p = np.linspace(0.001, 0.999, 9_990)
    of_the_probability = norm.pdf(np.log(p / (1 - p))) * p**8 * (1 - p) / (p * (1 - p))
    assert p[of_the_probability.argmax()] > place + 0.01
    assert "the likeliest weight gives it" in ask(FIGURE)["sentence"]


def test_what_always_came_is_infinite_only_without_a_prior() -> None:
    always, never = ask(FIGURE, other=0), ask(FIGURE, came=0)
    assert (value(always, "w_mle"), value(never, "w_mle")) == (math.inf, -math.inf)
    assert value(always, "w_map") > 0 > value(never, "w_map")
    assert "always" in always["notes"][0]["text"] and "never" in never["notes"][0]["text"]
    assert "MLE ∞" in always["drawings"]["wide"] and "MLE −∞" in never["drawings"]["narrow"]


def test_without_a_count_the_posterior_is_the_prior() -> None:
    answer = ask(FIGURE, came=0, other=0)
    assert answer["readouts"]["mle"]["value"] == "" and value(answer, "map") == 0.5
    assert "Nothing was counted" in answer["sentence"]
