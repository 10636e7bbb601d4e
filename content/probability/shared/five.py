"""Five tokens that might come next, and how a reader divides a hundred among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from explorable import Shares
from numpy.typing import NDArray

TOKENS = ("mat", "floor", "sofa", "table", "moon")
P = Shares(
    "p",
    "P: what comes next",
    TOKENS,
    (40, 30, 10, 15, 5),
    tone="p",
    help="Pull a bar, or use the arrow keys: the others share what is left, in their proportions.",
)
Q = Shares(
    "q",
    "Q: what is expected",
    TOKENS,
    (20, 25, 30, 15, 10),
    tone="q",
    help="The same five tokens, as somebody expects them.",
)


def probabilities(shares: Sequence[int]) -> NDArray[np.float64]:
    """The shares of a hundred as probabilities."""
    return np.array(shares, np.float64) / Shares.whole


def logs(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln p in nats, −∞ where p is 0."""
    with np.errstate(divide="ignore"):
        found: NDArray[np.float64] = np.log(p)
    return found
