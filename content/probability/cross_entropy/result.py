"""P, Q, and a text that is drawn from P."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from explorable import State
from explorable.plot import Array
from nexttoken import cross_entropy, entropy_of, kl_divergence
from nexttoken.noise import uniform_noise
from numpy.typing import NDArray

from ..shared.five import P, logs, probabilities


@dataclass(frozen=True, eq=False)
class Result:
    """P and Q over five tokens, and how often each came in a text drawn from P; nats."""

    unit: str
    p: Array
    q: Array
    counts: NDArray[np.intp]

    @cached_property
    def log_p(self) -> Array:
        """ln p."""
        return logs(self.p)

    @cached_property
    def log_q(self) -> Array:
        """ln q."""
        return logs(self.q)

    @cached_property
    def entropy(self) -> float:
        """H(P)."""
        return entropy_of(self.log_p)

    @cached_property
    def kl(self) -> float:
        """KL(P‖Q)."""
        return kl_divergence(self.log_p, self.log_q)

    @cached_property
    def cost(self) -> float:
        """The cross-entropy H(P, Q)."""
        return cross_entropy(self.log_p, self.log_q)

    @cached_property
    def loss(self) -> float:
        """The mean of −ln q over the text: the cross-entropy of what was counted, and the training loss."""
        return cross_entropy(logs(self.counts / self.counts.sum()), self.log_q)


def compute(state: State) -> Result:
    """P, Q, and as many tokens drawn from P: the n-th by the n-th number of the seed."""
    p = probabilities(state.p)
    edges = np.cumsum(state.p)[:-1] / P.whole
    drawn_tokens = np.searchsorted(edges, uniform_noise(state.seed, state.n), "right")
    return Result(state.unit, p, probabilities(state.q), np.bincount(drawn_tokens, minlength=len(p)))
