"""The figure logit-lens: what layers would say, when the answer comes, and where cells lead."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.figure_checks import CONTENT, ask, check, declaration, module, value

FIGURE, POST = "logit-lens", "token-explorer"
DATA = CONTENT / POST / "data"
PROMPTS = [told["name"] for told in json.loads((DATA / "prompts.json").read_text("utf-8"))]


@pytest.fixture(autouse=True, scope="module")
def mounted() -> Any:
    return module("logit_lens", POST)


def result(**state: object) -> Any:
    """What the figure makes of a state."""
    figure = module("logit_lens", POST).figure
    complete = figure.state(state)
    return figure.compute(complete, *(need.path for need in figure.needs(complete)))


def told(prompt: str) -> list[dict[str, Any]]:
    positions: list[dict[str, Any]] = json.loads((DATA / f"{prompt}-layers.json").read_text("utf-8"))
    return positions


@settings(max_examples=30)
@given(st.sampled_from(PROMPTS), st.integers(0, 30), st.sampled_from([0, 1, 3, 10, 22, 400]))
def test_every_place_is_drawn_whole(prompt: str, layer: int, back: int) -> None:
    check(ask(FIGURE, prompt=prompt, layer=layer, back=back))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_readouts_are_those_of_the_place(prompt: str) -> None:
    positions = told(prompt)
    for back, layer in ((0, 20), (1, 0), (2, 30)):
        here, answer = positions[-1 - back], ask(FIGURE, prompt=prompt, back=back, layer=layer)
        assert value(answer, "top_prob") == pytest.approx(np.exp(here["top_log_probs"][layer][0]))
        assert value(answer, "entropy") == here["entropies"][layer]
        assert value(answer, "kl") == here["kl"][layer]
        final = here["top"][-1][0]
        column = here["leaders"].index(final)
        assert value(answer, "answer_prob") == pytest.approx(np.exp(here["leader_log_probs"][layer][column]))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_an_answer_is_settled_from_the_layer_from_which_all_agree(prompt: str) -> None:
    layers = result(prompt=prompt).layers
    for here, found in zip(told(prompt), layers.positions, strict=True):
        tops = [row[0] for row in here["top"]]
        assert set(tops[found.settled :]) == {tops[-1]}
        assert found.settled == 0 or tops[found.settled - 1] != tops[-1]
        assert found.first == tops.index(tops[-1])
    answer, settled = ask(FIGURE, prompt=prompt), [found.settled for found in layers.positions]
    assert value(answer, "settled") == settled[-1]
    assert value(answer, "median_settled") == np.median(settled)


def test_the_finding_holds_over_all_prompts() -> None:
    """Late, and sure of something else: what the title and the text say."""
    positions = [here for prompt in PROMPTS for here in told(prompt)]
    tops = np.array([[row[0] for row in here["top"]] for here in positions])
    other = tops != tops[:, -1:]
    settled = np.array([int(np.flatnonzero(row).max(initial=-1)) + 1 for row in other])
    assert np.median(settled) >= 25
    sure = np.exp([[row[0] for row in here["top_log_probs"]] for here in positions])
    assert np.median(sure[:, 20][other[:, 20]]) > 0.5


def test_each_cell_leads_to_its_token_and_layer() -> None:
    drawn = ask(FIGURE, prompt="list", back=2, layer=7)["drawings"]["wide"]
    cells = re.findall(r'<a href="#logit-lens\?([^"]*)" tabindex="-1" data-key="(\d+)\.(\d+)"', drawn)
    assert len(cells) == 8 * 31
    for href, at, layer in cells:
        state = dict(term.split("=") for term in href.replace("&amp;", "&").split("&"))
        assert state.pop("prompt") == "list"
        assert int(state.pop("back", 0)) == 7 - int(at)
        assert int(state.pop("layer", 20)) == int(layer)
        assert not state


def test_a_long_text_shows_the_columns_around_the_chosen_token() -> None:
    narrow = ask(FIGURE, prompt="arithmetic", back=10)["drawings"]["narrow"]
    columns = {int(at) for at in re.findall(r'data-key="(\d+)\.\d+"', narrow)}
    assert len(columns) == 6 and 12 in columns
    assert f"tokens {min(columns) + 1}–{max(columns) + 1} of 23" in narrow


def test_a_place_beyond_an_end_is_that_end() -> None:
    answer = ask(FIGURE, prompt="fact", back=400, layer=30)
    assert answer["controls"]["back"] == "after ‘The’, token 1 of 5"


def test_presets_are_states_of_the_figure() -> None:
    for preset in declaration(FIGURE)["presets"]:
        check(ask(FIGURE, **preset["state"]))
    fact, repetition, code = (told(name)[-1]["top"] for name in ("fact", "repetition", "code"))
    assert [len({row[0] for row in rows[start:]}) for rows, start in ((repetition, 25), (code, 15))] == [1, 1]
    assert fact[29][0] != fact[30][0]
