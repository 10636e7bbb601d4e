"""A text as a model reads it: what each token, or each word, adds to the logarithm of its probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from explorable import State
from nexttoken.sequence import bits_per_byte, perplexity, running
from nexttoken.stored import parted
from nexttoken.words import Word, words
from numpy.typing import NDArray

BIT = math.log(2)

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """A token or a word: its bytes, its tokens from `start` to `stop`, ln p given all before it, in nats.

    `before` and `after` are ln of the probability of the text without it and with it, `product` is ln p of
    its tokens alone.
    """

    text: bytes
    start: int
    stop: int
    log_prob: float
    before: float
    after: float
    product: float


@dataclass(frozen=True, eq=False)
class Reading:
    """A text's tokens and words; `expected` is, for each token, the likeliest one there and its ln p.

    `compared` is ln p of the sentence that the figure begins with.
    """

    state: State
    tokens: Sequence[Piece]
    words: Sequence[Piece]
    expected: Sequence[tuple[bytes, float]]
    compared: float

    @property
    def shown(self) -> Sequence[Piece]:
        """The pieces that the reader looks at."""
        return self.words if self.state.unit == "words" else self.tokens

    @property
    def at(self) -> Piece | None:
        """The piece that the reader is at; none in a text without any."""
        place = min(self.state.at, len(self.tokens)) - 1
        return next((piece for piece in self.shown if piece.start <= place < piece.stop), None)

    @property
    def log_prob(self) -> float:
        """Of all tokens together, in nats."""
        return self.tokens[-1].after if self.tokens else 0.0

    @property
    def perplexity(self) -> float:
        """e to the mean surprise at a token, in nats."""
        return perplexity(np.array([piece.log_prob for piece in self.tokens]))

    @property
    def bits_per_byte(self) -> float:
        """The surprise of the text for each of its bytes."""
        size = sum(len(piece.text) for piece in self.tokens)
        return bits_per_byte(np.array([piece.log_prob for piece in self.tokens]), size)

    @property
    def bits_per_word(self) -> float:
        """The mean surprise at a word, the blanks counted where they belong."""
        return -math.fsum(word.log_prob for word in self.words) / len(self.words) / BIT


def reading_of(state: State, vocabulary: Any, positions: Any, first: Any) -> Reading:
    """Put together what the model's service says of a text, and of the `first` one."""
    known = tuple(parted(vocabulary["lengths"], vocabulary["bytes"]))
    told, bounds = positions["logprobs"], positions["boundary"]
    texts = [known[id] for id in positions["ids"].tolist()]
    found = words(texts, told, bounds) if texts else []
    tokens = [Word(at, at + 1, each, each) for at, each in enumerate(told.tolist())]
    tops = zip(positions["top"][:, 0].tolist(), positions["top_logprobs"][:, 0].tolist(), strict=True)
    expected = [(known[id], log_prob) for id, log_prob in tops][: len(texts)]
    compared = math.fsum(first["logprobs"].tolist())
    return Reading(state, _pieces(tokens, texts), _pieces(found, texts), expected, compared)


def _pieces(parts: Sequence[Word], texts: Sequence[bytes]) -> list[Piece]:
    """Each with what stands before it."""
    after = running(np.array([part.log_prob for part in parts])).tolist()
    return [
        Piece(
            b"".join(texts[part.start : part.stop]),
            part.start,
            part.stop,
            part.log_prob,
            *so_far,
            part.product,
        )
        for part, so_far in zip(parts, zip([0.0, *after], after, strict=False), strict=True)
    ]
