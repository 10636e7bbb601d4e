"""What a state of a figure needs, and the distribution over a whole vocabulary that this comes to."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Call, Need, State
from nexttoken import entropy_of
from nexttoken.sampling import Candidates
from nexttoken.stored import restored
from numpy.typing import NDArray

from .measured import MEASURED
from .prompts import OWN, PROMPTS, SMOLLM2
from .vocabulary import tokens_of, vocabulary_of

type Floats = NDArray[np.float64]
type Ids = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Distribution:
    """What a model expects after a text: `log_probs`, ln p of each token in nats, by id.

    With `log_normalizer` added they are the model's logits. `tokens` are the bytes of each, `ids` the text's
    own. What takes long is done once: a distribution is the same object as long as prompt, text and model
    stay.
    """

    text: str
    ids: Sequence[int]
    tokens: tuple[bytes, ...]
    log_probs: Floats
    log_normalizer: float

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return len(self.log_probs)

    @cached_property
    def order(self) -> Ids:
        """The ids from the likeliest on; of equals, the smaller id first."""
        return np.argsort(-self.log_probs, kind="stable")

    @cached_property
    def ranks(self) -> Ids:
        """The rank of each token, by id, from 1."""
        ranks = np.empty_like(self.order)
        ranks[self.order] = np.arange(1, self.size + 1)
        return ranks

    @cached_property
    def alphabet(self) -> Ids:
        """The place of each token, by id, were all sorted by their bytes."""
        places = np.empty_like(self.order)
        places[sorted(range(self.size), key=self.tokens.__getitem__)] = np.arange(self.size)
        return places

    @cached_property
    def sorted_log_probs(self) -> Floats:
        """ln p from the likeliest on."""
        return self.log_probs[self.order]

    @cached_property
    def sorted_probs(self) -> Floats:
        """p from the likeliest on."""
        return np.exp(self.sorted_log_probs)

    @cached_property
    def masses(self) -> Floats:
        """What the likeliest 1, 2, … tokens have together."""
        return np.cumsum(self.sorted_probs)

    @cached_property
    def candidates(self) -> Candidates:
        """All tokens with their logits, as samplers take them."""
        return Candidates.of(self.log_probs + self.log_normalizer, self.order)

    @cached_property
    def entropy(self) -> float:
        """−Σ p ln p, in nats."""
        return entropy_of(self.log_probs)


def needs(state: State) -> list[Need]:
    """The tokens, and what the model expects after the prompt."""
    if state.prompt != OWN:
        return [vocabulary_of(SMOLLM2), MEASURED[state.prompt].distribution]
    expected = Call("model", "next_tokens", model=state.model, text=state.text)
    return [vocabulary_of(state.model), expected]


def distribution(state: State, vocabulary: Any, expected: Any) -> Distribution:
    """The distribution after the state's prompt, from what its `needs` brought."""
    if state.prompt != OWN:
        return _measured(state.prompt, vocabulary, expected)
    return asked((state.model, state.text), state.text, vocabulary, expected)


def asked(key: Hashable, text: str, vocabulary: Any, expected: Any) -> Distribution:
    """The distribution after a text, as the model's service says; one object as long as the key stays."""
    if key not in _asked:
        _asked.clear()
        ids, log_probs = expected["ids"].tolist(), expected["logprobs"]
        _asked[key] = Distribution(text, ids, tokens_of(vocabulary), log_probs, expected["log_normalizer"])
    return _asked[key]


_asked: dict[Hashable, Distribution] = {}  # the last one


@lru_cache(maxsize=len(MEASURED))
def _measured(prompt: str, vocabulary: Path, steps: Path) -> Distribution:
    told = PROMPTS[prompt]
    log_probs = restored(np.load(steps))
    return Distribution(told.text, told.ids, tokens_of(vocabulary), log_probs, told.log_normalizer)
