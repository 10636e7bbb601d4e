"""What is shown of a text: how surprising each token, or each word, was, and on which scale it lies where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from explorable import State
from nexttoken.words import Word, words

from ..shared.passages import Predicted, Reading

BIT = math.log(2)
BANDS = {
    "surprise": (0.5, 1.5, 3.0, 5.0),
    "entropy": (0.5, 1.5, 3.0, 5.0),
    "rank": (2, 11, 101, 1001),
    "kl": (0.01, 0.1, 0.5, 2.0),
}
"""Where each band but the first begins: bits, and ranks."""
SURPRISING = 5.0  # bits: what is outlined


@dataclass(frozen=True, eq=False)
class Result:
    """A text as a model reads it; `at` is the place of the token that is looked at."""

    state: State
    tokens: Sequence[bytes]
    reading: Reading
    words: Sequence[Word]
    at: int
    compared: bool

    @property
    def predicted(self) -> list[Predicted]:
        """What was predicted, of each token that was."""
        return [each for each in self.reading.predicted if each]

    @property
    def surprise(self) -> float:
        """Of all tokens that were predicted together, in bits."""
        return -math.fsum(each.log_prob for each in self.predicted) / BIT

    @property
    def size(self) -> int:
        """The bytes of all tokens that were predicted."""
        return sum(len(self.tokens[id]) for id in self.reading.ids[self.reading.first :])

    @property
    def expected(self) -> float:
        """The mean entropy before a token, in bits."""
        return math.fsum(each.entropy for each in self.predicted) / len(self.predicted) / BIT

    @property
    def kl(self) -> float | None:
        """The mean KL(the model || what it is compared with) at a token, in bits."""
        found = [each.kl for each in self.predicted if each.kl is not None]
        return math.fsum(found) / len(found) / BIT if found else None

    def token(self, place: int) -> bytes:
        """The token at a place of the text."""
        return self.tokens[self.reading.ids[place]]


def result_of(state: State, tokens: Sequence[bytes], reading: Reading) -> Result:
    """Put together what was read."""
    first = reading.first
    told = np.array([each.log_prob for each in reading.predicted if each])
    pieces = [tokens[id] for id in reading.ids[first:]]
    found = words(pieces, told, np.array(reading.boundaries)) if len(told) else []
    at = min(state.at, len(reading.ids)) - 1
    compared = any(each and each.kl is not None for each in reading.predicted)
    return Result(state, tokens, reading, found, at, compared)


def band(scale: str, value: float) -> int:
    """Which of the five bands of a scale a value lies in, from 0."""
    return sum(value >= limit for limit in BANDS[scale])


def on_scale(scale: str, predicted: Predicted) -> float | None:
    """A token's value on a scale, in bits but for a rank; None where it has none."""
    if scale == "rank":
        return predicted.rank
    if scale == "entropy":
        return predicted.entropy / BIT
    if scale == "kl":
        return None if predicted.kl is None else predicted.kl / BIT
    return -predicted.log_prob / BIT
