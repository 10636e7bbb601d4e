"""The figure of a text's surprises: against what was measured, and on a text of the reader's own."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from explorable import worker

from tests.unit.figure_checks import CONTENT, Answer, ask, module, value

POST, FIGURE = "token-explorer", "landscape"
DATA = CONTENT / POST / "data"
PASSAGES = ("fact", "fiction", "code", "dialogue", "list", "noise")


@pytest.fixture(autouse=True)
def posts() -> None:
    worker.mount(str(CONTENT))


def passage(name: str) -> Any:
    return json.loads((DATA / f"passage-{name}.json").read_text("utf-8"))


def classes(answer: Answer) -> list[str]:
    """Those of each token of the text."""
    text = answer["drawings"]["wide"].split("</p>")[0]
    return [part.split('"')[0] for part in text.split('class="token')[2:]]


@pytest.mark.parametrize("name", PASSAGES)
def test_readouts_are_those_of_what_was_measured(name: str) -> None:
    told, answer = passage(name), ask(FIGURE, passage=name)
    bits = -np.array(told["log_probs"]) / math.log(2)
    assert value(answer, "bits_per_token") == pytest.approx(bits.mean())
    assert value(answer, "bits_per_byte") == pytest.approx(bits.sum() / sum(told["bytes"][1:]))
    entropies = np.array(told["entropies"][:-1]) / math.log(2)
    assert value(answer, "expected") == pytest.approx(entropies.mean())
    assert value(answer, "perplexity") == pytest.approx(2 ** bits.mean())
    assert value(answer, "surprising") == (bits > 5).sum()
    assert answer["readouts"]["kl"]["value"] == ""


def test_code_is_cheap_fiction_dear_and_noise_dearest() -> None:
    """As the title says."""
    costs = {name: value(ask(FIGURE, passage=name), "bits_per_byte") for name in PASSAGES}
    assert min(costs, key=costs.__getitem__) == "code"
    assert max(costs, key=costs.__getitem__) == "noise"
    assert costs["fiction"] > 3 * costs["code"] and costs["noise"] > 3 * costs["fiction"]


def test_bands_follow_the_scale_and_surprises_are_outlined() -> None:
    told = passage("fact")
    bits = -np.array(told["log_probs"]) / math.log(2)
    found = classes(ask(FIGURE, passage="fact"))
    assert " given" in found[0]
    wanted = np.searchsorted([0.5, 1.5, 3, 5], bits, "right")
    assert [int(each[-1]) for each in found[1:]] == wanted.tolist()
    assert ["surprising" in each for each in found[1:]] == (bits > 5).tolist()
    ranks = classes(ask(FIGURE, passage="fact", scale="rank"))[1:]
    assert [int(each[-1]) for each in ranks] == np.searchsorted(
        [2, 11, 101, 1001], told["ranks"], "right"
    ).tolist()


def test_what_was_expected_is_told_of_the_place_that_is_looked_at() -> None:
    told = passage("fact")
    drawing = ask(FIGURE, passage="fact", at=9)["drawings"]["wide"]
    assert drawing.count("<li>") == 10
    share = round(100 * math.exp(told["top_log_probs"][7][0]))
    assert f"{share}\u202f%" in drawing
    assert ask(FIGURE, passage="fact", at=1)["drawings"]["wide"].count("<li>") == 0
    last = ask(FIGURE, passage="list", at=400)["drawings"]["wide"]
    assert 'aria-current="true"' in last


@pytest.mark.parametrize(("other", "name"), [("t2", "T = 2"), ("4bit", "4 bits")])
def test_another_reading_is_compared(other: str, name: str) -> None:
    kl = np.array(passage("fact")["compared"][name]["kl"][:-1]) / math.log(2)
    answer = ask(FIGURE, passage="fact", other=other, scale="kl")
    assert value(answer, "kl") == pytest.approx(kl.mean())
    assert answer["notes"] == []
    found = classes(answer)[1:]
    assert [int(each[-1]) for each in found] == np.searchsorted([0.01, 0.1, 0.5, 2], kl, "right").tolist()


def test_what_cannot_be_compared_is_said() -> None:
    assert "trained here" in ask(FIGURE, passage="fact", other="s")["notes"][0]["text"]
    assert ask(FIGURE, passage="fact", scale="kl")["notes"][0]["state"] == {"other": "t2"}


def test_words_are_counted_as_words() -> None:
    """Their products are those of their tokens; a word's blank is its own, and the next one's is not."""
    told = passage("fiction")
    landscape = module("landscape", POST)
    state = landscape.figure.state({"passage": "fiction", "unit": "words"})
    found = landscape.compute(state, *(need.path for need in landscape.needs(state)))
    text = b"".join(found.tokens[id] for id in told["ids"][1:])
    assert len(found.words) == len(text.split())
    assert sum(word.product for word in found.words) == pytest.approx(sum(told["log_probs"]))
    whole = sum(told["log_probs"]) + told["boundaries"][-1]
    first = found.words[0]
    blank = told["boundaries"][0] if found.token(1).startswith(b" ") else 0.0
    assert sum(word.log_prob for word in found.words) == pytest.approx(whole - blank)
    assert first.start == 0
    answer = ask(FIGURE, passage="fiction", unit="words")
    assert "bits of its tokens alone" in answer["table"]


@pytest.mark.parametrize(("other", "kl"), [("none", False), ("t2", True), ("m", True), ("4bit", False)])
def test_a_text_of_ones_own_is_read_by_the_model_here(other: str, kl: bool) -> None:
    landscape = module("landscape", POST)
    worker.mount(str(CONTENT), str(CONTENT.parent / "services"))
    state = landscape.figure.state({"passage": "own", "text": "My dear Emma", "other": other})
    found = landscape.compute(state, *(worker.call(need.told(), print) for need in landscape.needs(state)))
    assert found.reading.first == 0 and len(found.predicted) == len(found.reading.ids)
    assert (found.kl is not None) == kl
    assert found.size == len("My dear Emma")
    drawing = landscape.draw(found, "narrow")
    assert len(drawing.notes) == (other == "4bit")
    assert drawing.readouts["bits_per_byte"].value == pytest.approx(found.surprise / 12)


def test_an_empty_text_is_a_sentence() -> None:
    landscape = module("landscape", POST)
    worker.mount(str(CONTENT), str(CONTENT.parent / "services"))
    state = landscape.figure.state({"passage": "own", "text": ""})
    found = landscape.compute(state, *(worker.call(need.told(), print) for need in landscape.needs(state)))
    for width in ("wide", "narrow"):
        assert "no token" in landscape.draw(found, width).sentence
