"""A sorted distribution, the power law nearest to it, what each sampler keeps, and a token that is sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import State
from nexttoken import exponent_for_mean_log_rank, kl_divergence, log_probs, log_ranks
from nexttoken.sampling import Cut, cuts
from nexttoken.split import BODY, HEAD

from ..shared.distribution import Distribution, Floats
from ..shared.vocabulary import holding, sought

SHOWN = 12  # tokens that hold what is sought

SAMPLERS: dict[str, tuple[str, Callable[..., Cut]]] = {
    "top_k": ("top-k", cuts.top_k),
    "top_p": ("top-p", cuts.top_p),
    "min_p": ("min-p", cuts.min_p),
    "typical_p": ("typical", cuts.typical_p),
    "eta_cutoff": ("eta", cuts.eta_cutoff),
    "top_n_sigma": ("top-nσ", cuts.top_n_sigma),
}
"""By the name of its setting: what a sampler is called, and how it cuts."""


@dataclass(frozen=True, eq=False)
class Line:
    """The Zipf distribution over all ranks that is nearest in KL: its ln p by rank; KL(model‖it) in nats."""

    exponent: float
    kl: float
    log_probs: Floats


@dataclass(frozen=True)
class Kept:
    """The ranks from `first` to `last` that a sampler keeps, and the probability that they have together."""

    label: str
    value: float
    first: int
    last: int
    mass: float

    @property
    def name(self) -> str:
        """The sampler with its setting."""
        return f"{self.label} {self.value:g}"

    @property
    def count(self) -> int:
        """How many tokens are kept."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Sought:
    """Words that a reader looks for: the tokens that are just those, and the others that hold them, by rank.

    With a space before them they are still just those. Of the others, the likeliest stand in `others`.
    """

    words: str
    exact: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, eq=False)
class Tail:
    """What there is to be shown of a state."""

    state: State
    found: Distribution
    line: Line
    kept: tuple[Kept, ...]
    sought: Sought

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return self.found.size

    @property
    def bounds(self) -> tuple[int, int]:
        """The last ranks of the head and of the body, or of all tokens where they are fewer."""
        return min(HEAD, self.size), min(BODY, self.size)

    def mass(self, first: int, last: int) -> float:
        """The probability of the ranks from `first` to `last`."""
        return mass(self.found, first, last)

    def reaching(self, part: float) -> int:
        """How many of the likeliest tokens it takes for this part of the probability."""
        return min(int(np.searchsorted(self.found.masses, part)) + 1, self.size)

    def times(self, rank: int) -> float:
        """How many times as likely as the line says a rank is."""
        return float(np.exp(self.found.sorted_log_probs[rank - 1] - self.line.log_probs[rank - 1]))

    def token(self, rank: int) -> bytes:
        """The token at a rank."""
        return self.found.tokens[int(self.found.order[rank - 1])]


def tail(state: State, found: Distribution) -> Tail:
    """All of a state: only a cut whose setting has changed is made anew."""
    kept = tuple(_kept(found, name, getattr(state, name)) for name in SAMPLERS)
    return Tail(state, found, _nearest_line(found), kept, _sought(found, state.find))


def mass(found: Distribution, first: int, last: int) -> float:
    """The probability of the ranks from `first` to `last`."""
    before = float(found.masses[first - 2]) if first > 1 else 0.0
    return max(float(found.masses[last - 1]) - before, 0.0)


@lru_cache(maxsize=16)
def _nearest_line(found: Distribution) -> Line:
    mean = float(found.sorted_probs @ log_ranks(found.size))
    exponent = exponent_for_mean_log_rank(mean, found.size)
    line = log_probs(exponent, found.size)
    return Line(exponent, kl_divergence(found.sorted_log_probs, line), line)


@lru_cache(maxsize=64)
def _kept(found: Distribution, name: str, value: float) -> Kept:
    label, cut = SAMPLERS[name]
    kept = cut(found.candidates, value).kept
    return Kept(label, value, kept.start + 1, kept.stop, mass(found, kept.start + 1, kept.stop))


@lru_cache(maxsize=4)
def _sought(found: Distribution, words: str) -> Sought:
    if not words:
        return Sought("")
    part = sought(words)
    ids = holding(found.tokens, part)
    ids = ids[np.argsort(found.ranks[ids])]
    exact = tuple(id for id in ids if found.tokens[id] in (part, b" " + part))
    others = tuple(id for id in ids if id not in exact)
    return Sought(words, exact, others[:SHOWN], len(others))
