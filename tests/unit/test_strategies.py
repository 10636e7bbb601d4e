"""The figure strategies: what it says of the texts that the model's service found."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from explorable.answer import answer

from tests.unit.figure_checks import check, module

POST = "token-explorer"
TOKENS = [b" one", b" two", b"\xe2", b"\n"]
LOGS = np.log([[0.6, 0.5], [0.4, 0.2], [0.4, 0.1], [0.1, 0.1], [0.4, 0.9]])
IDS = np.array([[0, 0], [1, 2], [1, 3], [2, 2], [1, 0]], np.int32)


@pytest.fixture(scope="module")
def figure() -> Any:
    return module("strategies", POST).figure


def asked(figure: Any, ids: Any = IDS, logs: Any = LOGS, **values: object) -> Any:
    state = figure.state({"count": ids.shape[1], **values})
    lengths = np.array([len(token) for token in TOKENS], np.uint16)
    vocabulary = {"lengths": lengths, "bytes": np.frombuffer(b"".join(TOKENS), np.uint8)}
    result = figure.compute(state, vocabulary, {"ids": ids, "logprobs": logs})
    return answer(figure, state, result, ["wide", "narrow"])


def test_the_beams_text_is_likelier_than_the_greedy_one(figure: Any) -> None:
    """A .6, then .5; B .4, then .9."""
    found = asked(figure)
    assert float(found["readouts"]["greedy_log_p"]["value"]) == pytest.approx(math.log(0.30))
    assert float(found["readouts"]["beam_log_p"]["value"]) == pytest.approx(math.log(0.36))
    assert float(found["readouts"]["beam_perplexity"]["value"]) == pytest.approx(0.36**-0.5)
    assert "1.200 times as likely" in found["sentence"]
    check(found)


def test_a_token_is_a_way_to_go_on_where_it_ends_in_a_whole_character(figure: Any) -> None:
    links = re.findall(r'href="#strategies\?([^"]*)"', asked(figure, text="Now")["drawings"]["wide"])
    texts = {link.replace("%20", " ").split("&")[0] for link in links if link.startswith("text=")}
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
    state = figure.state({"k": 7, "p": 0.5, "temperature": 2, "width": 3, "count": 4, "seed": 9})
    told = figure.needs(state)[1].told()["arguments"]
    assert told["settings"] == [
        {"temperature": 0},
        {"top_k": 7},
        {"top_p": 0.5},
        {"temperature": 2, "top_p": 0.5},
    ]
    assert (told["width"], told["count"], told["seed"], told["model"]) == (3, 4, 9, "s")
