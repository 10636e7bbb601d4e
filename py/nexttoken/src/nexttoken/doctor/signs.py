"""What one file shows of itself, row by row."""

import math
from collections import Counter

import numpy as np

from nexttoken.logfiles import CodedRow, Listed, Row
from nexttoken.softmax import log_partition

_MOST_VALUES = 4096  # of a list, kept to see whether they lie on a grid
_MUCH = 0.1  # of the vocabulary
_NOT_UNLIKELY = 1e-3  # a probability
_ALL = 1e-5  # of a mass: what is less is nothing


class Signs:
    """Counts and sums over the rows that were seen."""

    def __init__(self, is_part: bool) -> None:
        self._is_part = is_part  # whether rows of all tokens are seen without their last ones
        self.rows = 0
        self.strange: Counter[str] = Counter()  # rows, by what stands there for logarithms
        self.uniform = 0  # rows in which all tokens are alike
        self.certain = 0  # rows that list one token alone, with ln p = 0
        self.ruled_out = 0  # rows in which many tokens have a probability of 0
        self.abrupt = 0  # rows that list nothing unlikely and yet leave nothing
        self.unlisted = 0.0  # mass of tokens that are not listed or not seen, summed over the rows
        self.surprise = np.zeros(3)  # -ln p of the token before, of the next and of the next but one
        self.scored = np.zeros(3, np.int64)
        self.values: list[float] = []
        self._before: tuple[int, Row, int] | None = None  # what was seen last, and of which chunk

    def see_whole(self, chunk: int, row: Row, target: int | None) -> None:
        """Take down a row of all tokens, which `target` follows."""
        self.rows += 1
        self.uniform += row.is_even
        if not isinstance(row, CodedRow):
            self.ruled_out += bool((row.written == -np.inf).mean() > _MUCH)
        if self._is_part:
            self.unlisted += max(-math.expm1(log_partition(row.written)), 0.0)
        if target is not None:
            self._see_target(chunk, row, target)

    def see_listed(self, row: Listed, is_first: bool) -> None:
        """Take down a row that lists some; of a text's first, null is what has to be there."""
        if not (is_first and row.is_null):
            self.strange.update(dict.fromkeys(row.strange, 1))
        if not row.known:
            return
        self.rows += 1
        values = [token.log_prob for token in row.known]
        p = [math.exp(value) for value in values]
        left = 1 - math.fsum(p)
        self.certain += values == [0.0]
        self.abrupt += len(p) > 1 and left < _ALL and min(p) > _NOT_UNLIKELY
        self.unlisted += max(left, 0.0)
        self.values += values[: max(_MOST_VALUES - len(self.values), 0)]

    def mean_surprise(self, shift: int) -> float:
        """Return the mean of -ln p of the token that follows, or of one `shift` places from there."""
        return float(self.surprise[1 + shift] / self.scored[1 + shift])

    def _see_target(self, chunk: int, row: Row, target: int) -> None:
        self._score(1, row, target)
        if self._before and self._before[0] == chunk:
            self._score(0, row, self._before[2])
            self._score(2, self._before[1], target)
        self._before = chunk, row, target

    def _score(self, place: int, row: Row, target: int) -> None:
        self.surprise[place] -= row.log_prob(target)
        self.scored[place] += 1
