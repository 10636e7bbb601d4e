"""How a text goes on, by each strategy: the tokens, and what the model thinks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from explorable import State
from explorable.plot import Array
from nexttoken.sequence import perplexity, running

NAMES = ("greedy", "top_k", "top_p", "creative", "beam")


@dataclass(frozen=True, eq=False)
class Way:
    """A text's continuation by a strategy, `name`: its tokens, and ln p of each by the model alone."""

    name: str
    ids: Sequence[int]
    log_probs: Array

    @property
    def running(self) -> Array:
        """ln of the probability of its first 1, 2, … tokens."""
        return running(self.log_probs)

    @property
    def log_prob(self) -> float:
        """ln of the probability of all of it."""
        return float(self.running[-1])

    @property
    def perplexity(self) -> float:
        """e to the mean surprise at its tokens."""
        return perplexity(self.log_probs)


@dataclass(frozen=True, eq=False)
class Result:
    """All ways on, by name, and the bytes of all tokens."""

    state: State
    tokens: Sequence[bytes]
    ways: dict[str, Way]

    @property
    def gain(self) -> float:
        """ln of how many times as likely as the greedy one the beam's text is."""
        return self.ways["beam"].log_prob - self.ways["greedy"].log_prob


def settings_of(state: State) -> list[dict[str, float]]:
    """The samplers' settings, of all strategies but the beam."""
    return [
        {"temperature": 0},
        {"top_k": state.k},
        {"top_p": state.p},
        {"temperature": state.temperature, "top_p": state.p},
    ]


def result_of(state: State, tokens: Sequence[bytes], found: Any) -> Result:
    """What the model's service found."""
    rows = zip(NAMES, found["ids"], found["logprobs"], strict=True)
    ways = {name: Way(name, ids.tolist(), np.asarray(logs, np.float64)) for name, ids, logs in rows}
    return Result(state, tokens, ways)
