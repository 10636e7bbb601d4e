"""The figure strategies: what it says of the texts that the model's service found."""

from __future__ import annotations

import math
import re
from html import unescape
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from explorable import worker
from explorable.answer import answer

from lab.measure.texts import PROMPTS
from tests.unit.figure_checks import CONTENT, check, module

POST = "token-explorer"
TOKENS = [b" one", b" two", b"\xe2", b"\n"]
LOGS = np.log([[0.6, 0.5], [0.4, 0.2], [0.4, 0.1], [0.1, 0.1], [0.4, 0.9]])
IDS = np.array([[0, 0], [1, 2], [1, 3], [2, 2], [1, 0]], np.int32)


@pytest.fixture(scope="module")
def figure() -> Any:
    return module("strategies", POST).figure


def asked(figure: Any, ids: Any = IDS, logs: Any = LOGS, **values: object) -> Any:
    """The answer for a reader's own text, of what the service would say."""
    state = figure.state({"prompt": "own", "count": ids.shape[1], **values})
    lengths = np.array([len(token) for token in TOKENS], np.uint16)
    vocabulary = {"lengths": lengths, "bytes": np.frombuffer(b"".join(TOKENS), np.uint8)}
    result = figure.compute(state, vocabulary, {"ids": ids, "logprobs": logs})
    return answer(figure, state, result, ["wide", "narrow"])


def test_the_beams_text_is_likelier_than_the_greedy_one(figure: Any) -> None:
    """A .6, then .5; B .4, then .9."""
    found = asked(figure)
    assert float(found["readouts"]["first_log_p"]["value"]) == pytest.approx(math.log(0.30))
    assert float(found["readouts"]["beam_log_p"]["value"]) == pytest.approx(math.log(0.36))
    assert float(found["readouts"]["beam_perplexity"]["value"]) == pytest.approx(0.36**-0.5)
    assert "1.200 times as likely" in found["sentence"]
    check(found)


def test_a_token_is_a_way_to_go_on_where_it_ends_in_a_whole_character(figure: Any) -> None:
    links = re.findall(r'href="#strategies\?([^"]*)"', asked(figure, text="Now")["drawings"]["wide"])
    terms = {term for link in links for term in unescape(link).replace("%20", " ").split("&")}
    texts = {term for term in terms if term.startswith("text=")}
    assert {"text=Now one", "text=Now one one", "text=Now two", "text=Now two one"} <= texts
    assert not any("\ufffd" in text or "%E2" in text for text in texts)


@pytest.mark.parametrize(("count", "links"), [(1, ["Next token", "Run 20"]), (20, ["Begin again"])])
def test_it_runs_a_token_on_or_twenty(figure: Any, count: int, links: list[str]) -> None:
    ids, logs = np.zeros((5, count), np.int32), np.full((5, count), -1.0)
    shown = asked(figure, ids, logs)["drawings"]["narrow"]
    assert [name for name in ("Next token", "Run 20", "Begin again") if f">{name}</a>" in shown] == links


def test_a_beam_that_finds_nothing_better_says_so(figure: Any) -> None:
    worse = LOGS.copy()
    worse[-1] = [-3.0, -3.0]
    found = asked(figure, logs=worse)
    assert "finds none that is likelier" in found["sentence"]
    assert "dropped the greedy text" in found["notes"][0]["text"]
    assert asked(figure, logs=worse, width=1)["notes"][0]["text"] == "A beam of one is greedy."


@pytest.mark.parametrize("count", [1, 2, 5, 20])
@pytest.mark.parametrize("spread", [0.0, 3.0, 30.0])
def test_labels_keep_apart_and_everything_is_inside_of_its_frame(
    figure: Any, count: int, spread: float
) -> None:
    ids = np.zeros((5, count), np.int32)
    logs = np.repeat(-np.linspace(1, 1 + spread, 5)[:, None], count, axis=1)  # some, or all, end alike
    found = asked(figure, ids, logs)
    check(found)
    names = ("greedy", "top-k 40", "top-p 0.9", "T 1.5, top-p 0.9", "beam of 4")
    shown = found["drawings"]["wide"]
    heights = sorted(float(re.search(rf'y="([\d.]+)">{name}<', shown)[1]) for name in names)  # type: ignore[index]
    assert all(below - above >= 14.9 for above, below in pairwise(heights))


def test_the_service_is_asked_for_what_is_shown(figure: Any) -> None:
    changed = {"second_top_k": 7, "third_top_p": 0.5, "fourth_temperature": 2, "first_temperature": 1}
    state = figure.state({"prompt": "own", "width": 3, "count": 4, "seed": 9, **changed})
    told = figure.needs(state)[1].told()["arguments"]
    assert told["settings"] == [{}, {"top_k": 7}, {"top_p": 0.5}, {"temperature": 2, "top_p": 0.9}]
    assert (told["width"], told["count"], told["seed"], told["model"]) == (3, 4, 9, "s")
    here = figure.needs(figure.state({"prompt": "story", "run": "here"}))[1].told()["arguments"]
    assert (here["model"], here["text"], here["before"]) == ("smollm2", "Once upon a time, there was a", "")
    assert here["settings"][0] == {"temperature": 0}


def test_each_of_the_four_may_be_another_and_is_called_by_what_it_does(figure: Any) -> None:
    found = asked(
        figure,
        first_temperature=1,
        second_temperature=0,
        third_temperature=0.7,
        third_top_k=40,
        fourth_top_p=1,
    )
    for name in ("First, all tokens", "Second, greedy", "Third, T 0.7, top-k 40, top-p 0.9", "Fourth, T 1.5"):
        assert f"<strong>{name}</strong>" in found["drawings"]["wide"]
    assert "greedy text has ln P = −2.53" in found["sentence"]  # the second one's
    assert found["controls"]["second_top_k"] == "idle at T = 0"
    assert "first_top_k" not in found["controls"]
    none = asked(figure, first_temperature=1)
    assert "the likeliest of the drawn texts has ln P = −1.20" in none["sentence"]


def test_a_model_that_runs_draws_by_what_was_set(figure: Any) -> None:
    """What the page would bring is asked of the service here."""
    worker.mount(str(CONTENT), str(CONTENT.parent / "services"))
    state = figure.state({"prompt": "own", "text": "Emma", "count": 3, "second_top_k": 1, "width": 1})
    brought = [worker.call(need.told(), lambda step: None) for need in figure.needs(state)]
    found = figure.compute(state, *brought)
    assert found.ways["first"].ids == found.ways["second"].ids == found.ways["beam"].ids
    assert found.ways["fourth"].log_prob < found.ways["first"].log_prob


def measured(figure: Any, **values: object) -> Any:
    state = figure.state(values)
    result = figure.compute(state, *(need.path for need in figure.needs(state)))
    found = answer(figure, state, result, ["wide", "narrow"])
    check(found)
    return found


@pytest.mark.parametrize("prompt", [each.name for each in PROMPTS])
def test_after_each_prompt_all_that_is_shown_at_first_was_measured(figure: Any, prompt: str) -> None:
    for changes in ({}, {"count": 1}, {"seed": 4}):
        found = measured(figure, prompt=prompt, **changes)
        assert all(each["value"] for each in found["readouts"].values())
        assert not any("not measured" in note["text"] for note in found["notes"])
    found = measured(figure, prompt=prompt)
    assert float(found["readouts"]["beam_log_p"]["value"]) >= float(found["readouts"]["first_log_p"]["value"])


def said_by(figure: Any, name: str, **values: object) -> list[str]:
    """The tokens of a way that was measured."""
    state = figure.state(values)
    found = figure.compute(state, *(need.path for need in figure.needs(state)))
    return [found.tokens[id].decode() for id in found.ways[name].ids]


def test_what_the_text_beside_the_figure_says_was_measured(figure: Any) -> None:
    greedy, beam = (said_by(figure, name) for name in ("first", "beam"))
    parted = next(at for at, (one, other) in enumerate(zip(greedy, beam, strict=True)) if one != other)
    assert "".join(greedy[:parted]).endswith(" He was a man")
    assert (greedy[parted], beam[parted]) == (" who", " with")
    again = beam.index(" heart", beam.index(" heart") + 1)
    assert beam[again - 1 : again + 3] == beam[parted + 1 : parted + 5] == [" a", " heart", " full", " of"]
    assert said_by(figure, "first", prompt="story") == said_by(figure, "beam", prompt="story")
    assert said_by(figure, "beam", prompt="quotation").count(" Romeo") == 10


def test_beyond_what_was_measured_it_says_which_and_offers_models(figure: Any) -> None:
    found = measured(figure, prompt="story", second_top_k=7, width=3)
    assert found["readouts"]["second_log_p"]["value"] == ""
    assert found["readouts"]["third_log_p"]["value"] != ""
    here, small = found["notes"]
    assert "not measured with top-k 7 and beam of 3, seed 2" in here["text"]
    assert here["state"] == {"run": "here"}
    assert small["state"] == {"prompt": "own", "text": "Once upon a time, there was a", "model": "s"}
    nothing = measured(figure, prompt="story", first_temperature=2, seed=77, width=3)
    assert "nothing was measured" in nothing["sentence"]
    assert {each["value"] for each in nothing["readouts"].values()} == {""}


def test_settings_that_come_to_the_same_were_measured_once(figure: Any) -> None:
    exchanged = measured(figure, prompt="story", first_temperature=1, first_top_k=40, second_top_k=0)
    usual = measured(figure, prompt="story")
    assert exchanged["readouts"]["first_log_p"] == usual["readouts"]["second_log_p"]
    assert exchanged["readouts"]["second_log_p"]["value"] != ""
