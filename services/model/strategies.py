"""How a text goes on by several strategies, each from the same beginning and by the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

import numpy as np
from nexttoken import lm
from nexttoken.sampling import ENGINES, Candidates, Settings, chain
from nexttoken.sequence import Picked, sampled

PENALTIES = {"repetition_penalty", "frequency_penalty", "presence_penalty", "penalty_last_n"}

type Floats = np.ndarray[Any, np.dtype[np.float64]]


class Onward:
    """A model after a text, as `nexttoken.sequence` asks it: ln p of each token after some more ids.

    It remembers what it read on the way of the ids that were asked for last, and one step before.
    """

    def __init__(self, model: lm.Model, after: Floats, cache: lm.Cache) -> None:
        self._model = model
        self._root = after, cache
        self._read: dict[tuple[int, ...], tuple[Floats, lm.Cache]] = {}

    def __call__(self, ids: tuple[int, ...]) -> Floats:
        """ln p of each token as the next one; `ids` are one more than some that were asked for before."""
        if not ids:
            return self._root[0]
        if ids not in self._read:
            _, before = self._read[ids[:-1]] if ids[:-1] else self._root
            cache = before.copy()
            self._read[ids] = self._model.step(ids[-1], cache), cache
            for old in [each for each in self._read if len(each) < len(ids) - 1]:
                del self._read[old]
        return self._read[ids][0]


def drawn(onward: Onward, settings: Mapping[str, float], seed: int, count: int) -> Iterator[Picked]:
    """So many tokens by a sampler's settings, in transformers' order; temperature 0 is greedy.

    Penalties are none of these: they are of logits, and of the text before.
    """
    if others := settings.keys() & PENALTIES:
        raise ValueError(f"Strategies take no penalty, such as {min(others)}.")
    chosen = Settings(**cast("dict[str, Any]", settings))

    def left(log_probs: Floats, ids: tuple[int, ...]) -> Candidates:
        return chain(Candidates.of(log_probs), chosen, ENGINES["transformers"]).left

    return islice(sampled(onward, seed, left=left), count)


def retold(onward: Onward, ids: Sequence[int]) -> list[Picked]:
    """A way on, token by token."""
    return [Picked(id, float(onward(tuple(ids[:at]))[id])) for at, id in enumerate(ids)]


def columns(ways: Sequence[Sequence[Picked]]) -> dict[str, np.ndarray]:
    """The ids and log-probabilities of ways, one a row: (ways, tokens)."""
    return {
        "ids": np.array([[each.id for each in way] for way in ways], np.int32),
        "logprobs": np.array([[each.log_prob for each in way] for way in ways]),
    }
