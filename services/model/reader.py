"""Reads texts with a model, and remembers what it has read: a longer text costs its new tokens only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from nexttoken import entropy_of, lm
from nexttoken.ordering import likeliest
from nexttoken.words import boundary_masses, word_ends

TOP = 20  # of the likeliest tokens at each position
_AT_ONCE = 32  # positions between two reports


@dataclass(frozen=True)
class Position:
    """What is said of the token after one position: entropy in nats, the likeliest ids, and ln p of these.

    `boundary` is ln of the probability that it begins a new word, or ends the text. `logprob` and `rank` are
    those of the token that does follow; of the last position, 0.
    """

    entropy: float
    top: np.ndarray
    top_logprobs: np.ndarray
    boundary: float
    logprob: float
    rank: int


class Reader:
    """A model, and the text that it has read: its positions, and ln p of each token as the one after them."""

    def __init__(self, model: lm.Model) -> None:
        self.model = model
        self.positions: list[Position] = []
        self.after = np.empty(0)
        self.log_normalizer = 0.0  # ln of what softmax divides by to give `after`
        self._ids: list[int] = []
        self._cache = model.start()
        self._word_ends = word_ends(model.tokenizer.tokens)

    def cache(self) -> lm.Cache:
        """A copy of what the model remembers of what was read."""
        return self._cache.copy()

    def read(self, ids: Sequence[int]) -> Iterator[float]:
        """Read `ids`, at least one, from where they part from what was read; say how much of it is done."""
        if not ids:
            raise ValueError("There is no token to read.")
        if self.after.size and self._ids == [*ids]:
            yield 1.0
            return
        start = max(_common(self._ids, ids) - 1, 0)  # what follows the last of them may be another token
        self._cache.rewind(start)
        del self._ids[start:], self.positions[start:]
        self.after = np.empty(0)
        for at in range(start, len(ids), _AT_ONCE):
            part = [*ids[at : at + _AT_ONCE]]
            logits = self.model.logits(part, self._cache)
            largest = logits[-1].max()
            rows = lm.log_softmax(logits)
            following = [*ids[at + 1 : at + _AT_ONCE + 1]] + [None] * (at + _AT_ONCE >= len(ids))
            boundaries = boundary_masses(rows, self._word_ends)
            self.positions += map(_position, rows, boundaries, following)
            self._ids += part
            self.after = rows[-1]
            self.log_normalizer = float(largest - self.after.max())
            yield (at + len(part) - start) / (len(ids) - start)


def _position(row: np.ndarray, boundary: float, following: int | None) -> Position:
    top = likeliest(row, TOP)
    logprob, rank = (float(row[following]), _rank(row, following)) if following is not None else (0.0, 0)
    return Position(entropy_of(row), top, row[top], float(boundary), logprob, rank)


def _rank(row: np.ndarray, id: int) -> int:
    """From 1; of equally likely tokens, the smaller id comes first."""
    return 1 + int((row > row[id]).sum() + (row[:id] == row[id]).sum())


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many ids both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
