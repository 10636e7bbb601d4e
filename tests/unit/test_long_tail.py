"""The figure long-tail: against an independent implementation on the same weights, and by other ways."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest
from explorable import worker
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from lab.smollm2 import check as reference_of
from tests.unit.figure_checks import CONTENT, Answer, ask, check, declaration, module, read, value

FIGURE, POST = "long-tail", "token-explorer"
TAILS = json.loads((CONTENT.parent / "lab/smollm2/reference.json").read_text("utf-8"))["tails"]
NAMES = (
    "vocabulary",
    "top_prob",
    "tokens_50",
    "tokens_90",
    "tokens_99",
    "entropy",
    "effective_vocabulary",
    "zipf_exponent",
    "kl_fit",
)


@pytest.fixture(autouse=True, scope="module")
def mounted() -> Any:
    return module("long_tail", POST)


def result(**state: object) -> Any:
    """What the figure makes of a state."""
    figure = module("long_tail", POST).figure
    complete = figure.state(state)
    return figure.compute(complete, *(need.path for need in figure.needs(complete)))


def look(at: dict[str, float], **state: object) -> Answer:
    question = json.dumps({"state": state, "width": "wide", **at})
    return read(worker.look(POST, FIGURE, question))


@pytest.mark.parametrize("prompt", TAILS)
def test_outputs_agree_with_an_independent_implementation_on_the_same_weights(prompt: str) -> None:
    """Within what storing ln p in steps of 1/1024, and 0.001 between implementations, can change."""
    assert reference_of.CLOSE == 1e-3
    answer = ask(FIGURE, prompt=prompt)
    assert tuple(sorted(answer["readouts"])) == tuple(sorted(NAMES)) == tuple(sorted(TAILS[prompt]))
    for name in NAMES:
        exact, least, greatest = TAILS[prompt][name]
        assert least <= value(answer, name) <= greatest, name
        assert greatest - least <= max(0.02 * exact, 1 if name.startswith("tokens") else 0.02)


@settings(max_examples=60)
@given(
    prompt=st.sampled_from(list(TAILS)),
    show=st.sampled_from(["probability", "mass"]),
    find=st.sampled_from(["", "Rome", " the", "0xE282", "0x0A", "no such token", "<", "a"]),
    cuts=st.fixed_dictionaries(
        {
            "top_k": st.integers(1, 1000),
            "top_p": st.sampled_from([0.01, 0.5, 0.99, 1]),
            "min_p": st.sampled_from([0.001, 0.1, 1]),
            "typical_p": st.sampled_from([0.01, 0.3, 0.95, 1]),
            "eta_cutoff": st.sampled_from([0.0001, 0.01, 0.1]),
            "top_n_sigma": st.sampled_from([0, 1, 5]),
        }
    ),
)
def test_every_state_is_drawn_whole(prompt: str, show: str, find: str, cuts: dict[str, float]) -> None:
    check(ask(FIGURE, prompt=prompt, show=show, find=find, **cuts))


@pytest.mark.parametrize("prompt", ["fact", "story", "code", "mid-word"])
def test_each_sampler_keeps_what_its_rule_says(prompt: str) -> None:
    found = result(prompt=prompt)
    p = np.sort(softmax(found.found.log_probs))[::-1]
    entropy = -float(p @ np.log(p))
    surprise = np.abs(-np.log(p) - entropy)
    near = np.argsort(surprise, kind="stable")
    typical = near[: 1 + int(np.argmax(np.cumsum(p[near]) >= 0.9))]
    typical = np.flatnonzero(surprise <= surprise[typical].max() + 1e-9)
    logits = np.log(p)
    kept = [
        np.flatnonzero(p >= p[39] * (1 - 1e-12)),
        np.arange(1 + int(np.argmax(np.cumsum(p) >= 0.9))),
        np.flatnonzero(p >= 0.05 * p[0]),
        typical,
        np.flatnonzero((p >= min(0.0003, math.sqrt(0.0003) * math.exp(-entropy))) | (np.arange(len(p)) == 0)),
        np.flatnonzero(logits >= logits[0] - logits.std()),
    ]
    for each, ranks in zip(found.kept, kept, strict=True):
        assert (each.first, each.last) == (ranks[0] + 1, ranks[-1] + 1), each.label
        assert each.mass == pytest.approx(p[ranks].sum(), abs=1e-9)
        assert f">{each.name}</tspan> keeps " in ask(FIGURE, prompt=prompt)["drawings"]["wide"]


def test_head_body_and_tail_are_all_of_the_mass() -> None:
    found = result(prompt="story")
    shares = found.mass(1, 10), found.mass(11, 100), found.mass(101, found.size)
    assert sum(shares) == pytest.approx(1, abs=1e-12)
    drawn = ask(FIGURE, prompt="story")["drawings"]["wide"]
    for label, share in zip(("head", "body", "tail"), shares, strict=True):
        assert f'>{label} <tspan class="name"' in drawn
        assert f"{100 * share:.0f}\u202f%" in drawn


def test_typical_sampling_says_where_it_leaves_the_likeliest_out() -> None:
    answer = ask(FIGURE, prompt="story", typical_p=0.3)
    found = result(prompt="story", typical_p=0.3).kept[3]
    assert found.first > 2
    assert f"keeps ranks {found.first}–{found.last}" in answer["drawings"]["wide"]
    assert any("leaves out the likeliest tokens" in note["text"] for note in answer["notes"])
    assert not ask(FIGURE, prompt="story")["notes"]


def test_a_token_is_found_by_its_text_with_or_without_the_space_and_by_its_bytes() -> None:
    found = result(prompt="language", find="Madrid")
    tokens, ranks = found.found.tokens, found.found.ranks
    assert {tokens[id] for id in found.sought.exact} <= {b"Madrid", b" Madrid"}
    id = tokens.index(b" Madrid")
    assert (
        f"‘\u00a0Madrid’: rank {ranks[id]:,}".replace(",", "\u202f")
        in ask(FIGURE, prompt="language", find="Madrid")["controls"]["find"]
    )
    assert ranks[id] > found.size / 2  # what the preset says
    by_bytes = result(find="0xE282").sought
    assert all(b"\xe2\x82" in tokens[id] for id in (*by_bytes.exact, *by_bytes.others))
    assert by_bytes.count + len(by_bytes.exact) == sum(b"\xe2\x82" in token for token in tokens)
    assert ask(FIGURE, find="no such token")["controls"]["find"] == "no token holds it"


def test_the_tokens_of_the_head_lead_to_where_they_are_on_the_curve() -> None:
    hrefs = re.findall(r'href="#long-tail\?([^"]*)"', ask(FIGURE)["drawings"]["wide"])
    assert len(hrefs) == 10
    assert hrefs[0] == "find=%20Paris"


@pytest.mark.parametrize("rank", [1, 10, 68, 69, 49_152])
def test_a_look_reads_off_a_rank_and_says_who_keeps_it(rank: int) -> None:
    found, seen = result(), look({"place": rank})
    p = float(found.found.sorted_probs[rank - 1])
    assert float(seen["readouts"]["p"]["value"]) == pytest.approx(p)
    assert float(seen["readouts"]["times"]["value"]) == pytest.approx(found.times(rank))
    kept = [each.first <= rank <= each.last for each in found.kept]
    by = {
        word: [each.label for each, keeps in zip(found.kept, kept, strict=True) if keeps == whether]
        for word, whether in (("kept", True), ("cut", False))
    }
    verdict = "; ".join(f"{word} by {', '.join(labels)}" for word, labels in by.items() if labels)
    assert seen["sentence"].endswith(f"; {verdict}.")
    assert look({"x": seen["x"]})["place"] == pytest.approx(rank, rel=0.01)
    if seen["row"] is not None:
        row = re.findall(r"<tr>.*?</tr>", ask(FIGURE)["table"])[1 + seen["row"]]
        assert f">{rank:,}<".replace(",", "\u202f") in row


def test_presets_are_states_of_the_figure() -> None:
    for preset in declaration(FIGURE)["presets"]:
        check(ask(FIGURE, **preset["state"]))
