"""Word counts of real texts, measured by lab/words, and the power law that is nearest to them.

A corpus is known at about a hundred ranks, between them by sums, and where it bends most: enough for every
number here to be that of the whole list, the farthest ratio to 0.1 %.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from explorable import data_file
from explorable.plot import Array
from nexttoken import log_normalizer, mean_log_rank
from nexttoken.split import HEAD

DATA = data_file("../data/words.json")
TAIL = 10_000  # the tail begins after this rank
STEEPEST = 8.0  # no list of words falls faster than rank to this power


@dataclass(frozen=True, eq=False)
class Corpus:
    """Counts c of the words of a text, in falling order: rank 1 is the most frequent word.

    `starts` are ranks, `count` holds c at each. Over the ranks from one to before the next, `sums` adds up c,
    `c_log_c` c ln c and `c_log_rank` c ln rank. `corners` are other ranks, where a line fitted from rank
    1 000 or before to 2 000 or beyond may be farthest off, there or beyond 10 000; `corner_count` is c there.
    """

    label: str
    text: str
    top: tuple[str, ...]
    counted: bool  # whether c are counts; otherwise they are frequencies per 10⁹ words
    missing: str
    words: int
    tokens: float
    last: float
    half: int
    starts: Array
    count: Array
    sums: Array
    c_log_c: Array
    c_log_rank: Array
    corners: Array
    corner_count: Array

    @cached_property
    def entropy(self) -> float:
        """The entropy of one word drawn from the list, in nats."""
        return math.log(self.tokens) - float(self.c_log_c.sum()) / self.tokens

    @cached_property
    def ends(self) -> Array:
        """The last rank of each run that begins at one of `starts`."""
        return np.append(self.starts[1:] - 1, self.words)

    @cached_property
    def known(self) -> tuple[Array, Array]:
        """The ranks at which the count is known, the last among them, and its share of the text there."""
        ranks, counts = self.starts, self.count
        if self.words > ranks[-1]:
            ranks, counts = np.append(ranks, self.words), np.append(counts, self.last)
        return ranks, counts / self.tokens

    @cached_property
    def farthest(self) -> tuple[Array, Array]:
        """The ranks among which the one farthest from a line is, in no order, and the shares of the text."""
        ranks, shares = self.known
        corners = self.corner_count / self.tokens
        return np.append(ranks, self.corners), np.append(shares, corners)


@dataclass(frozen=True)
class PowerLaw:
    """The Zipf distribution over the ranks `first` … `last` that is nearest, in KL, to the words there.

    It is the one of greatest likelihood, and the one whose mean of ln rank is theirs. `level` makes its share
    of the text theirs: exp(level) / rank^exponent. `kl` is KL(words‖line) over these ranks, in nats.
    """

    first: int
    last: int
    exponent: float
    level: float
    kl: float
    share: float

    def at(self, ranks: Array) -> Array:
        """The share of the text that the line gives to ranks, be they in its range or not."""
        return np.exp(self.level - self.exponent * np.log(ranks))


@dataclass(frozen=True, eq=False)
class Fit:
    """A corpus and the line fitted to it; at `ranks` its frequency and how many times the line's that is."""

    words: Corpus
    line: PowerLaw
    asked: int  # the last rank that the reader wants fitted

    @cached_property
    def ranks(self) -> Array:
        """The ranks at which the count is known, from 1 to the last."""
        return self.words.known[0]

    @cached_property
    def frequency(self) -> Array:
        """The share of the text at `ranks`."""
        return self.words.known[1]

    @cached_property
    def ratio(self) -> Array:
        """Frequency over the line, at `ranks`."""
        ratio: Array = self.frequency / self.line.at(self.ranks)
        return ratio

    def worst(self, first: float, last: float) -> tuple[float, int]:
        """The ratio farthest from 1 over the ranks fitted, the first ten or the tail, and where it is.

        It is that of the whole list, to 0.1 %.
        """
        ranks, shares = self.words.farthest
        inside = np.flatnonzero((ranks >= first) & (ranks <= last))
        ratio = shares[inside] / self.line.at(ranks[inside])
        farthest = int(np.argmax(np.abs(np.log(ratio))))
        return float(ratio[farthest]), int(ranks[inside[farthest]])

    @cached_property
    def head(self) -> tuple[float, int]:
        """The ratio farthest from 1 among the first ranks, and where."""
        return self.worst(1, HEAD)

    @cached_property
    def middle(self) -> tuple[float, int]:
        """The ratio farthest from 1 within the range of the fit, and where."""
        return self.worst(self.line.first, self.line.last)

    @cached_property
    def tail(self) -> tuple[float, int]:
        """The ratio farthest from 1 in the tail, and where."""
        return self.worst(TAIL + 1, math.inf)


@lru_cache(maxsize=8)
def corpus(name: str) -> Corpus:
    """One of the corpora of the data file; KeyError for a name that it does not know."""
    found = _data()["corpora"][name]
    lists = ("starts", "count", "sums", "c_log_c", "c_log_rank", "corners", "corner_count")
    fields: dict[str, Any] = {key: np.array(found[key], dtype=np.float64) for key in lists}
    plain = ("label", "text", "counted", "missing", "words", "tokens", "last", "half")
    return Corpus(**{key: found[key] for key in plain}, top=tuple(found["top"]), **fields)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return data


@lru_cache(maxsize=16)
def nearest_power_law(name: str, first: int, last: int) -> PowerLaw:
    """Fit a corpus from about rank `first` to about `last`: where its runs begin and end."""
    words = corpus(name)
    begin = int(np.searchsorted(words.starts, first, side="right")) - 1
    end = max(int(np.searchsorted(words.ends, last, side="right")), begin + 2)
    a, b = int(words.starts[begin]), int(words.ends[end - 1])
    held = float(words.sums[begin:end].sum())
    mean = float(words.c_log_rank[begin:end].sum()) / held
    s = _exponent(mean, a, b)
    log_z, _ = _moments(s, a, b)
    kl = float(words.c_log_c[begin:end].sum()) / held - math.log(held) + s * mean + log_z
    share = held / words.tokens
    return PowerLaw(a, b, s, math.log(share) - log_z, max(kl, 0.0), share)


def _exponent(mean: float, first: int, last: int) -> float:
    """The s at which 1 / rank^s over the ranks first … last has a given mean of ln rank; it falls with s."""
    low, high = 0.0, STEEPEST
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if _moments(middle, first, last)[1] > mean else (low, middle)
    return (low + high) / 2


def _moments(s: float, first: int, last: int) -> tuple[float, float]:
    """ln of the sum of 1 / rank^s over first … last, and the mean of ln rank under it."""
    whole = math.exp(log_normalizer(s, last))
    logs = whole * mean_log_rank(s, last)
    if first > 1:
        before = math.exp(log_normalizer(s, first - 1))
        whole, logs = whole - before, logs - before * mean_log_rank(s, first - 1)
    return math.log(whole), logs / whole
