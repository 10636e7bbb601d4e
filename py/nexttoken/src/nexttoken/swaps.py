"""Every ranking on the path of a small vocabulary, known exactly.

The path (see `ranking`) sorts tokens by c ln i + z_i while c falls from +inf to -inf. Tokens i < j change
places once, at c = (z_i - z_j) / (ln j - ln i); each exchange is one of neighbours and lowers sum i rank_i
by j - i. So the crossings, sorted, list every ranking of the path and its correlation.
"""

from operator import index

import numpy as np

from .arrays import Floats, Ranks
from .noise import rank_noise
from .ordering import identity, ranks_of
from .zipf import log_ranks


class SwapPath:
    """The n (n - 1) / 2 + 1 rankings of a path, in falling correlation; memory and time grow with n^2."""

    def __init__(self, n: int, seed: int):
        """Prepare the path of a vocabulary of n >= 2 tokens."""
        self.n = index(n)
        self.noise = rank_noise(seed, n)
        self.logs = log_ranks(n)
        first, second = np.triu_indices(self.n, 1)
        crossings = (self.noise[first] - self.noise[second]) / (self.logs[second] - self.logs[first])
        falling = np.argsort(-crossings, kind="stable")
        self.crossings: Floats = crossings[falling]
        whole = n * (n * n - 1)
        lost = np.cumsum((second - first)[falling], dtype=np.int64)
        self.correlations: Floats = np.concatenate(([1.0], (whole - 12 * lost) / whole))

    def neighbours(self, target: float) -> tuple[int, int]:
        """Return the steps (above, below) that enclose the target most closely; equal on a hit."""
        rising = -self.correlations
        above = int(np.searchsorted(rising, -target, side="right")) - 1
        below = int(np.searchsorted(rising, -target, side="left"))
        return max(above, 0), min(below, len(rising) - 1)

    def ranks(self, step: int) -> Ranks:
        """Return the ranks after `step` exchanges: shape (n,)."""
        if step == 0:
            return identity(self.n)
        if step == len(self.crossings):
            return identity(self.n)[::-1].copy()
        between = (self.crossings[step - 1] + self.crossings[step]) / 2
        return ranks_of(np.argsort(between * self.logs + self.noise, kind="stable"))
