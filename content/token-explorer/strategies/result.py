"""How a text goes on, by each strategy: the tokens, and what the model thinks of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import State
from explorable.plot import Array
from nexttoken.sequence import perplexity, running

COLUMNS = ("first", "second", "third", "fourth")
BEAM = "beam"
NAMES = (*COLUMNS, BEAM)

type Settings = dict[str, float]


@dataclass(frozen=True, eq=False)
class Way:
    """A text's continuation by a strategy: its tokens, and ln p of each by the model alone."""

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
    """All ways on that are known, by the names of the strategies, and the bytes of all tokens."""

    state: State
    tokens: Sequence[bytes]
    ways: dict[str, Way]

    @property
    def greedy(self) -> Way | None:
        """What the likeliest token each time comes to, where one of the strategies is that."""
        known = (self.ways[name] for name in COLUMNS if name in self.ways and is_greedy(self.state, name))
        return next(known, None)

    @property
    def missing(self) -> list[str]:
        """The strategies of which nothing is known."""
        return [name for name in NAMES if name not in self.ways]


def settings_of(state: State, name: str) -> Settings:
    """The settings of a sampler, without those that do nothing."""
    values = state.values
    told: Settings = {setting: values[f"{name}_{setting}"] for setting in _OFF}
    if told["temperature"] == 0:
        return GREEDY
    return {setting: value for setting, value in told.items() if value != _OFF[setting]}


_OFF = {"temperature": 1, "top_k": 0, "top_p": 1}
GREEDY: Settings = {"temperature": 0}


def is_greedy(state: State, name: str) -> bool:
    """Whether a strategy takes the likeliest token each time."""
    return settings_of(state, name) == GREEDY


def result_of(state: State, tokens: Sequence[bytes], found: Any) -> Result:
    """What the model's service found."""
    rows = zip(NAMES, found["ids"], found["logprobs"], strict=True)
    ways = {name: Way(ids.tolist(), np.asarray(logs, np.float64)) for name, ids, logs in rows}
    return Result(state, tokens, ways)


def measured(state: State, tokens: Sequence[bytes], path: Path) -> Result:
    """What was measured of the prompt, as far as it was with these settings and this seed."""
    return Result(state, tokens, dict(_measured(state, _told(path)[state.prompt])))


def _measured(state: State, told: Any) -> Iterator[tuple[str, Way]]:
    for name in COLUMNS:
        settings = settings_of(state, name)
        for each in told["drawn"]:
            if each["settings"] == settings and (is_greedy(state, name) or each["seed"] == state.seed):
                yield name, _way(each, state.count)
    if told["beam"]["width"] == state.width:
        yield BEAM, _way(told["beam"]["best"][state.count - 1], state.count)


def _way(told: Any, count: int) -> Way:
    return Way(told["ids"][:count], np.array(told["log_probs"][:count]))


@lru_cache(maxsize=1)
def _told(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
