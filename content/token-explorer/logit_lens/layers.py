"""What each layer of a model would say after each token of a text, if it were the last."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Call, Need, State
from numpy.typing import NDArray

from ..shared.distribution import Floats, Ids
from ..shared.measured import MEASURED
from ..shared.prompts import OWN, PROMPTS, SMOLLM2
from ..shared.vocabulary import tokens_of, vocabulary_of


@dataclass(frozen=True, eq=False)
class Position:
    """What is predicted after one token, in nats: a row for the embedding, and one for each layer after it.

    `top` are the likeliest ids, `leaders` those that are the likeliest of any layer; `kl` is KL(model‖layer).
    """

    top: Ids
    top_log_probs: Floats
    entropies: Floats
    kl: Floats
    leaders: Ids
    leader_log_probs: Floats

    @property
    def last(self) -> int:
        """The number of the last layer."""
        return len(self.top) - 1

    @property
    def answer(self) -> int:
        """The id that the model itself finds the likeliest."""
        return int(self.top[-1, 0])

    @cached_property
    def agrees(self) -> NDArray[np.bool_]:
        """For each layer, whether its likeliest token is the answer."""
        return np.asarray(self.top[:, 0] == self.answer)

    @cached_property
    def first(self) -> int:
        """The first layer of which the answer is the likeliest token."""
        return int(np.argmax(self.agrees))

    @cached_property
    def settled(self) -> int:
        """The layer from which on it is that of all."""
        others = np.flatnonzero(~self.agrees)
        return int(others[-1]) + 1 if len(others) else 0

    def probability(self, layer: int, id: int) -> float:
        """What a layer gives to one of the leaders."""
        return math.exp(self.leader_log_probs[layer, int(np.flatnonzero(self.leaders == id)[0])])

    def top_probability(self, layer: int) -> float:
        """What a layer gives to its likeliest token."""
        return math.exp(self.top_log_probs[layer, 0])


@dataclass(frozen=True, eq=False)
class Layers:
    """A text as a model's layers read it: a position for each of its `ids`."""

    tokens: Sequence[bytes]
    ids: Sequence[int]
    positions: Sequence[Position]

    @property
    def last(self) -> int:
        """The number of the last layer."""
        return self.positions[0].last

    @cached_property
    def median_settled(self) -> float:
        """The layer from which the answer stays, in the median over the text."""
        return float(np.median([each.settled for each in self.positions]))


@dataclass(frozen=True, eq=False)
class Chosen:
    """The layers of a text, and the place that a reader looks at: after which token, at which layer."""

    state: State
    layers: Layers
    at: int
    layer: int

    @property
    def position(self) -> Position:
        """The position chosen."""
        return self.layers.positions[self.at]


def needs(state: State) -> list[Need]:
    """The tokens, and what each layer would say."""
    if state.prompt != OWN:
        return [vocabulary_of(SMOLLM2), MEASURED[state.prompt].layers]
    return [vocabulary_of(state.model), Call("model", "lens", model=state.model, text=state.text)]


def chosen(state: State, vocabulary: Any, found: Any) -> Chosen:
    """The state's text and place, from what its needs brought; a place beyond an end is that end."""
    layers = (
        _measured(state.prompt, vocabulary, found) if state.prompt != OWN else _own(state, vocabulary, found)
    )
    at = max(len(layers.ids) - 1 - state.back, 0)
    return Chosen(state, layers, at, min(state.layer, layers.last))


@lru_cache(maxsize=len(MEASURED))
def _measured(prompt: str, vocabulary: Path, layers: Path) -> Layers:
    return _layers(tokens_of(vocabulary), PROMPTS[prompt].ids, json.loads(layers.read_text("utf-8")))


def _own(state: State, vocabulary: Any, found: Any) -> Layers:
    asked = state.model, state.text
    if asked not in _asked:
        _asked.clear()
        _asked[asked] = _layers(tokens_of(vocabulary), found["ids"].tolist(), found["positions"])
    return _asked[asked]


_asked: dict[tuple[str, str], Layers] = {}  # what was last found of a text of the reader's


def _layers(tokens: Sequence[bytes], ids: Sequence[int], positions: Sequence[dict[str, Any]]) -> Layers:
    columns = ({name: np.array(column) for name, column in each.items()} for each in positions)
    return Layers(tokens, ids, [Position(**each) for each in columns])
