"""How a text goes on by several strategies, each from the same beginning and by the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

import numpy as np
from nexttoken.lm import Onward
from nexttoken.sampling import ENGINES, Settings
from nexttoken.sequence import Picked, left_by, sampled

PENALTIES = {"repetition_penalty", "frequency_penalty", "presence_penalty", "penalty_last_n"}


def drawn(onward: Onward, settings: Mapping[str, float], seed: int, count: int) -> Iterator[Picked]:
    """So many tokens by a sampler's settings, in transformers' order; temperature 0 is greedy.

    Penalties are none of these: they are of logits, and of the text before.
    """
    if others := settings.keys() & PENALTIES:
        raise ValueError(f"Strategies take no penalty, such as {min(others)}.")
    chosen = Settings(**cast("dict[str, Any]", settings))
    return islice(sampled(onward, seed, left=left_by(chosen, ENGINES["transformers"])), count)


def retold(onward: Onward, ids: Sequence[int]) -> list[Picked]:
    """A way on, token by token."""
    return [Picked(id, float(onward(tuple(ids[:at]))[id])) for at, id in enumerate(ids)]


def columns(ways: Sequence[Sequence[Picked]]) -> dict[str, np.ndarray]:
    """The ids and log-probabilities of ways, one a row: (ways, tokens)."""
    return {
        "ids": np.array([[each.id for each in way] for way in ways], np.int32),
        "logprobs": np.array([[each.log_prob for each in way] for way in ways]),
    }
