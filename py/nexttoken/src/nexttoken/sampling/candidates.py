"""The tokens among which one will be drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Floats, Order, Ranks


@dataclass(frozen=True, eq=False)
class Line:
    """Tokens in an order: shape (n,). All candidates that are runs of it ask it where a token is."""

    ids: Order

    @cached_property
    def places(self) -> Order:
        """The place of each token, from 0: shape (largest id + 1,), -1 where one is not among them."""
        places = np.full(int(self.ids.max()) + 1, -1)
        places[self.ids] = np.arange(len(self.ids))
        return places


@dataclass(frozen=True, eq=False)
class Candidates:
    """The tokens that are left at a point of a chain, the likeliest first; at least one.

    ids: shape (n,), by falling logit; of equal ones the smaller id first, where no other order was given.
    logits: shape (n,), theirs, finite. weights: shape (n,), e to the logit less the largest, in [0, 1].
    line: the order that they are a run of, from its place `start` on.
    """

    ids: Order
    logits: Floats
    weights: Floats
    line: Line
    start: int = 0

    @classmethod
    def of(cls, logits: Floats, order: Order | Ranks | None = None) -> "Candidates":
        """Return all tokens as candidates, of their logits, or log-probabilities: shape (vocabulary,).

        `order` is the tokens by falling logit, where it is known: shape (vocabulary,). Raises ValueError
        where there is no token, or a logit is not finite.
        """
        if not len(logits) or not np.isfinite(logits).all():
            raise ValueError("Candidates are one token at least, and their logits are finite.")
        ids = np.argsort(-logits, kind="stable") if order is None else order.astype(np.intp, copy=False)
        return cls.falling(ids, logits[ids])

    @classmethod
    def falling(cls, ids: Order, logits: Floats) -> "Candidates":
        """Return candidates of ids with logits that fall already: one exponential a token."""
        return cls(ids, logits, _weights(logits), Line(ids))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def mass(self) -> float:
        """The sum of the weights, in [1, n]."""
        return float(self.weights.sum())

    @cached_property
    def cumulative(self) -> Floats:
        """The probability of the first 1, 2, …, n together: shape (n,), rising to 1 but for rounding."""
        total: Floats = self.weights.cumsum()
        total /= self.mass
        return total

    @cached_property
    def probs(self) -> Floats:
        """Probabilities, the softmax of the logits: shape (n,)."""
        return self.weights / self.mass

    @property
    def log_probs(self) -> Floats:
        """Log-probabilities in nats: shape (n,), at most 0."""
        return self.logits - (float(self.logits[0]) + math.log(self.mass))

    @cached_property
    def entropy(self) -> float:
        """−Σ p ln p in nats, in [0, ln n]."""
        mean = float((self.weights * (self.logits - self.logits[0])).sum()) / self.mass
        return max(math.log(self.mass) - mean, 0.0)

    def run(self, kept: slice) -> "Candidates":
        """Return those at a run of places; where none is left out, these very candidates."""
        if kept == slice(0, len(self)):
            return self
        weights = self.weights[kept] / self.weights[kept.start] if kept.start else self.weights[kept]
        return Candidates(self.ids[kept], self.logits[kept], weights, self.line, self.start + kept.start)

    def of_logits(self, logits: Floats) -> "Candidates":
        """Return the same tokens in the same order, of other logits, which fall as well: shape (n,)."""
        return Candidates(self.ids, logits, _weights(logits), self.line, self.start)

    def places(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the places, from 0, of those of these tokens that are left."""
        all_places, stop = self.line.places, self.start + len(self)
        known = [id for id in ids if id < len(all_places)]
        places = zip(known, all_places[known].tolist(), strict=True)
        return {id: place - self.start for id, place in places if self.start <= place < stop}

    def probs_of(self, ids: Sequence[int]) -> dict[int, float]:
        """Return the probabilities of those of these tokens that are left."""
        return {id: float(self.weights[place]) / self.mass for id, place in self.places(ids).items()}

    def place(self, u: float) -> int:
        """Return the place, from 0, at which the cumulative probability passes `u`, in [0, 1)."""
        return min(int(np.searchsorted(self.cumulative, u, "right")), len(self) - 1)

    def draw(self, u: float) -> int:
        """Return the token that `u` draws: for a `u` uniform in [0, 1), each with its probability."""
        return int(self.ids[self.place(u)])

    def over(self, vocabulary: int) -> Floats:
        """Return probabilities by token: shape (vocabulary,), 0 where one is not left."""
        result = np.zeros(vocabulary)
        result[self.ids] = self.probs
        return result


def _weights(logits: Floats) -> Floats:
    weights: Floats = logits - logits[0]
    np.exp(weights, out=weights)
    return weights


def at_least(falling: Floats, limit: float) -> int:
    """Return how many of the falling numbers are at least `limit`."""
    return len(falling) - int(np.searchsorted(falling[::-1], limit, "left"))
