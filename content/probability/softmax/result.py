"""Four logits and their softmax, exactly and as a machine has it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from explorable import State
from explorable.format import INFINITE
from explorable.plot import Array
from nexttoken import entropy_of
from nexttoken.softmax import as_computed, log_partition, softmax

from ..shared.five import logs

TOKENS = ("mat", "floor", "sofa", "moon")
NAMES = ("z1", "z2", "z3", "z4")
BITS = {"float32": 32, "float64": 64}
_ROUNDED = 1e-3  # more than is lost of a probability where exponentials are ordinary numbers


@dataclass(frozen=True, eq=False)
class Result:
    """Logits as they were set and with the constant added, and their softmax at a temperature from 0 to ∞.

    `weights` and `shares` are exp(z/T) and softmax as the machine has them: infinite, or no number, perhaps;
    in a limit there are none, for nothing is divided by 0 or ∞.
    """

    logits: Array
    temperature: float
    p: Array
    log_partition: float | None
    weights: Array | None
    shares: Array | None
    state: State

    @property
    def entropy(self) -> float:
        """Of the probabilities, in nats."""
        return entropy_of(logs(self.p))

    @property
    def broken(self) -> bool:
        """Whether the machine’s probabilities are no numbers."""
        return bool(self.numberless)

    @property
    def numberless(self) -> tuple[str, ...]:
        """The tokens for which the machine has no number."""
        if self.shares is None:
            return ()
        there = np.isfinite(self.shares).tolist()
        return tuple(name for name, some in zip(TOKENS, there, strict=True) if not some)

    @property
    def rough(self) -> bool:
        """Whether the machine’s probabilities are wrong: near its smallest number it has few digits."""
        return (
            self.shares is not None
            and not self.broken
            and bool(np.abs(self.shares - self.p).max() > _ROUNDED)
        )

    @property
    def vanished(self) -> bool:
        """Whether the machine has 0 for every exponential."""
        return self.weights is not None and not self.weights.any()

    @property
    def why(self) -> str:
        """What the machine was asked to divide where it has no number."""
        return "0 / 0" if self.vanished else f"{INFINITE} / {INFINITE}"

    @property
    def first(self) -> tuple[str, ...]:
        """The tokens of the largest logit."""
        largest = self.logits.max()
        return tuple(name for name, z in zip(TOKENS, self.logits.tolist(), strict=True) if z == largest)


def compute(state: State) -> Result:
    """Exactly, and as a machine does it."""
    logits = np.array([getattr(state, name) for name in NAMES], np.float64)
    temperature = {"zero": 0.0, "infinity": math.inf}.get(state.limit, float(state.t))
    added = np.round(logits + state.shift, 1)  # tenths: added up, they are tenths
    p = softmax(logits, temperature)
    if state.limit != "t":
        return Result(added, temperature, p, None, None, None, state)
    weights, shares = as_computed(added / temperature, BITS[state.floats], state.way == "shifted")
    return Result(added, temperature, p, log_partition(added, temperature), weights, shares, state)
