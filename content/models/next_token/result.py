"""What there is to be shown of a text: how likely each of its tokens was, and all that may follow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from explorable import State
from numpy.typing import NDArray

SHOWN = 20  # of the likeliest tokens

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """One token of the text: how likely it was, at which rank, and the text `upto` its end.

    There is none where it ends inside of a character.
    """

    token: bytes
    logprob: float
    rank: int
    upto: str


@dataclass(frozen=True)
class Next:
    """A token that may follow."""

    id: int
    token: bytes
    probability: float


@dataclass(frozen=True)
class Result:
    """A text as a model reads it; probabilities of all tokens as the next, from the largest."""

    state: State
    read: tuple[Read, ...]
    next: tuple[Next, ...]
    sorted: Floats
    entropy: float

    @property
    def text(self) -> str:
        """What was typed."""
        return str(self.state.text)

    @property
    def bytes(self) -> int:
        """Of the text, in UTF-8."""
        return len(self.text.encode())

    @property
    def surprise(self) -> float:
        """Of all tokens of the text together, in nats."""
        return -math.fsum(each.logprob for each in self.read)

    @property
    def half(self) -> int:
        """How many tokens, the likeliest first, have half of the probability together."""
        return int(np.searchsorted(np.cumsum(self.sorted), 0.5)) + 1


def result_of(state: State, tokens: list[bytes], positions: Any, logprobs: Floats) -> Result:
    """Put together what the model's service has said."""
    order = np.argsort(-logprobs, kind="stable")
    read = zip(positions["ids"], positions["logprobs"], positions["ranks"], strict=True)
    found, upto = [], b""
    for id, logprob, rank in read:
        upto += tokens[id]
        found.append(Read(tokens[id], float(logprob), int(rank), _whole(upto)))
    following = (Next(int(id), tokens[id], math.exp(logprobs[id])) for id in order[:SHOWN])
    return Result(
        state, tuple(found), tuple(following), np.exp(logprobs[order]), float(positions["entropy"][-1])
    )


def _whole(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return ""
