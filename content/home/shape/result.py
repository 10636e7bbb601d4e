"""A model's distribution after a beginning, and what a temperature makes of it.

Tokens stand in runs of neighbouring ranks, the likeliest alone; all of a run count with its mean probability,
which changes entropy and divergence by less than a thousandth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from explorable import State, data_file
from explorable.plot import Array

HEAD = 8  # the likeliest, which are named


@dataclass(frozen=True, eq=False)
class Beginning:
    """A text, ln p of each run after it, in nats, and by rank the names of a few tokens."""

    text: str
    log_p: Array
    named: Mapping[int, str]


@dataclass(frozen=True, eq=False)
class Result:
    """A beginning at a temperature: ln q of each run is ln p divided by it, but for a constant."""

    beginning: Beginning
    temperature: float
    log_q: Array

    @property
    def q(self) -> Array:
        """The probability of a token in each run."""
        return np.exp(self.log_q)

    @cached_property
    def entropy(self) -> float:
        """−Σ q ln q, in nats."""
        return -float(np.sum(SIZES * self.q * self.log_q))

    @cached_property
    def tail(self) -> float:
        """What all tokens have together that are not among the named first."""
        return float(np.sum((SIZES * self.q)[HEAD:]))

    @cached_property
    def kl(self) -> float:
        """What it costs to expect this where the model, at temperature 1, is right: Σ p ln p/q, in nats."""
        p = np.exp(self.beginning.log_p)
        return max(float(np.sum(SIZES * p * (self.beginning.log_p - self.log_q))), 0.0)


def compute(state: State) -> Result:
    """Divide and scale back to a sum of one."""
    beginning = BEGINNINGS[state.beginning]
    return Result(beginning, state.temperature, _scaled(beginning.log_p / state.temperature, SIZES))


def _scaled(log_values: Array, sizes: Array) -> Array:
    """The same, but that all tokens sum to one."""
    most = float(log_values.max())
    return log_values - most - float(np.log(np.sum(sizes * np.exp(log_values - most))))


def _read() -> tuple[Array, dict[str, Beginning]]:
    told = json.loads(data_file("../data/shape.json").read_text("utf-8"))
    sizes = np.array(told["sizes"], float)
    return sizes, {
        each["name"]: Beginning(
            each["text"],
            _scaled(np.array(each["log_probs"]), sizes),
            {int(rank): name for rank, name in each["named"].items()},
        )
        for each in told["beginnings"]
    }


SIZES, BEGINNINGS = _read()
ENDS = np.cumsum(SIZES)
RANKS = ENDS - (SIZES - 1) / 2
"""The middle rank of each run."""

COUNT = int(ENDS[-1])
