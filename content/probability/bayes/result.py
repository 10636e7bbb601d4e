"""What is known of a token's log-odds from how often it came, and from a prior."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from explorable import State
from explorable.plot import Array
from nexttoken.odds import likeliest, log_likelihood, log_prior, most_probable

GRID = np.arange(-20, 21, dtype=np.float64) * 0.3  # log-odds


@dataclass(frozen=True, eq=False)
class Result:
    """Of n times the token came k; the prior is normal around 0, with this standard deviation."""

    k: int
    n: int
    sd: float

    @property
    def prior(self) -> Array:
        """On the grid, of a sum of 1."""
        return _scaled(log_prior(GRID, self.sd))

    @property
    def likelihood(self) -> Array:
        """On the grid, as a share of its largest there."""
        logs = log_likelihood(GRID, self.k, self.n)
        found: Array = np.exp(logs - logs.max())
        return found

    @property
    def posterior(self) -> Array:
        """On the grid: the product of both, divided by its sum."""
        return _scaled(log_prior(GRID, self.sd) + log_likelihood(GRID, self.k, self.n))

    @property
    def likeliest(self) -> float | None:
        """The log-odds of the largest likelihood, ±∞ perhaps; None where nothing was counted."""
        return likeliest(self.k, self.n) if self.n else None

    @property
    def most_probable(self) -> float:
        """The log-odds of the largest posterior density."""
        return most_probable(self.k, self.n, self.sd)

    @property
    def strength(self) -> float:
        """What the square of the weight is multiplied by, halved, in the penalty."""
        return 1 / self.sd**2

    def loss(self, w: Array) -> Array:
        """The negative log-likelihood, in nats."""
        return -log_likelihood(w, self.k, self.n)

    def total(self, w: Array) -> Array:
        """The same with the penalty of L2."""
        found: Array = self.loss(w) + 0.5 * self.strength * w * w
        return found


def compute(state: State) -> Result:
    """The counts, and the prior."""
    return Result(state.came, state.came + state.other, float(state.sd))


def probability(w: float) -> float:
    """The probability of which w is the log-odds."""
    return 1 / (1 + math.exp(-w)) if w > -700 else 0.0


def _scaled(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    found: Array = weights / weights.sum()
    return found
