"""The token explorer's data, and the distributions that its figures make of them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pytest
from explorable import State
from hypothesis import given
from hypothesis import strategies as st

from lab.measure.texts import PROMPTS
from lab.smollm2.weights import SHA256
from tests.unit.figure_checks import CONTENT, module

POST = "token-explorer"
DATA = CONTENT / POST / "data"
NAMES = [prompt.name for prompt in PROMPTS]


@pytest.fixture(scope="module")
def shared() -> Any:
    return module("shared.distribution", POST)


def measured(shared: Any, name: str) -> Any:
    """The distribution after a prompt, as figures get it."""
    state = State({"prompt": name})
    return shared.distribution(state, *(need.path for need in shared.needs(state)))


def test_the_data_are_those_that_were_measured_on_these_weights() -> None:
    made = json.loads((DATA / "made.json").read_text("utf-8"))
    assert made["weights"]["sha256"] == SHA256
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in DATA.iterdir()}
    del hashes["made.json"]
    assert made["sha256"] == hashes


@pytest.mark.parametrize("name", NAMES)
def test_a_prompts_distribution_is_whole_and_sorted_with_the_smaller_id_first(shared: Any, name: str) -> None:
    found = measured(shared, name)
    assert found.size == len(found.tokens) == 49_152
    assert b"".join(found.tokens[id] for id in found.ids).decode() == found.text
    assert np.exp(found.log_probs).sum() == pytest.approx(1, abs=1e-12)
    keys = list(zip(-found.sorted_log_probs, found.order.tolist(), strict=True))
    assert keys == sorted(keys)
    assert (found.order[found.ranks - 1] == np.arange(found.size)).all()
    assert found.masses[-1] == pytest.approx(1, abs=1e-10)


def test_nothing_is_sorted_anew_while_the_prompt_stays(shared: Any) -> None:
    assert measured(shared, "fact") is measured(shared, "fact")
    own = State({"prompt": "own", "model": "s", "text": "ab"})
    brought = (
        {"lengths": np.array([1, 1, 2], np.uint16), "bytes": np.frombuffer(b"abcd", np.uint8)},
        {"ids": np.array([0, 1], np.int32), "logprobs": np.log([0.2, 0.5, 0.3]), "log_normalizer": 2.0},
    )
    found = shared.distribution(own, *brought)
    assert found is shared.distribution(own, *brought)
    assert found.order.tolist() == [1, 2, 0]
    assert found.tokens == (b"a", b"b", b"cd")
    assert found.candidates.ids.tolist() == [1, 2, 0]
    assert found.candidates.logits == pytest.approx(np.log([0.5, 0.3, 0.2]) + 2)
    other = State({"prompt": "own", "model": "s", "text": "a"})
    assert shared.distribution(other, *brought) is not found


def test_every_measured_prompt_can_be_chosen() -> None:
    prompts = module("shared.prompts", POST)
    choice = prompts.CONTROLS[0]
    assert [option.value for option in choice.options] == [*NAMES, prompts.OWN]
    for name, measured in module("shared.measured", POST).MEASURED.items():
        assert measured.distribution.path.name == f"{name}.npy"
        assert measured.tree.path.name == f"{name}-tree.json"
        assert measured.layers.path.name == f"{name}-layers.json"


@pytest.mark.parametrize(
    ("words", "part"),
    [(" Paris", b" Paris"), ("0xE280", b"\xe2\x80"), ("0xgh", b"0xgh"), ("é", "é".encode())],
)
def test_tokens_are_looked_for_by_text_or_by_bytes(words: str, part: bytes) -> None:
    vocabulary = module("shared.vocabulary", POST)
    assert vocabulary.sought(words) == part
    assert vocabulary.holding((b"x", part, b"a" + part), part).tolist() == [1, 2]


@given(st.lists(st.text("ab", max_size=4), min_size=1, max_size=9), st.text("ab", min_size=1, max_size=3))
def test_what_is_found_lies_within_one_token(tokens: list[str], part: str) -> None:
    every = tuple(token.encode() for token in tokens)
    found = module("shared.vocabulary", POST).holding(every, part.encode()).tolist()
    assert found == [id for id, token in enumerate(every) if part.encode() in token]
