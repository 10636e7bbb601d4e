"""What two files show beside each other, row by row: whether one is a place behind, or in another unit."""

import math

import numpy as np

from nexttoken.compare.lists import Known, known, mass
from nexttoken.compare.pairing import Pair
from nexttoken.divergence import total_variation
from nexttoken.logfiles import Listed, Row, Token

_LOOKED_AT = 64  # rows
_ENOUGH = 8  # of them
_MOST_NAMES = 20_000
_UNLIKELY = -1.0  # nats: of what lies deeper two units are told apart
_ENOUGH_VALUES = 32
_CLOSE = 0.03  # of a ratio
_BITS = 1 / math.log(2)


class Together:
    """Sums over the rows that were seen."""

    def __init__(self, by_id: bool):
        self.other_names: list[tuple[int, bytes, bytes]] = []  # ids that read one way in A, another way in B
        self._by_id = by_id
        self._variation = np.zeros(3)  # of A's row and B's before, beside and after it
        self._seen = np.zeros(3, np.int64)
        self._before: tuple[int, Pair] | None = None
        self._names: dict[int, bytes] = {}
        self._ratios: list[float] = []

    def see(self, chunk: int, pair: Pair) -> None:
        """Take down a pair."""
        a, b = pair
        if isinstance(a, Listed) and isinstance(b, Listed):
            self._see_names(a, b)
            if not (a.known and b.known):
                self._before = None
                return
            self._see_ratios(known(a, self._by_id), known(b, self._by_id))
        if self._seen[1] < _LOOKED_AT:
            self._see_neighbours(chunk, pair)

    @property
    def shift(self) -> int:
        """Which row of B is as A's: 0 the one beside it, -1 that before, 1 that after."""
        if self._seen.min() < _ENOUGH:
            return 0
        means = self._variation / self._seen
        best = int(means.argmin())
        return best - 1 if means[best] < means[1] / 2 else 0

    def variation(self, shift: int) -> float:
        """Return the mean total variation of A's rows and B's that are so many places behind."""
        return float(self._variation[1 + shift] / self._seen[1 + shift])

    @property
    def ratio(self) -> float | None:
        """By which B's logarithms are all A's: about 1.44 where A is in nats and B in bits; None for none."""
        if len(self._ratios) < _ENOUGH_VALUES:
            return None
        low, middle, high = np.quantile(self._ratios, (0.25, 0.5, 0.75)).tolist()
        near = min(abs(middle / unit - 1) for unit in (_BITS, 1 / _BITS)) < _CLOSE
        return float(middle) if near and high - low < 2 * _CLOSE * middle else None

    def _see_neighbours(self, chunk: int, pair: Pair) -> None:
        self._vary(1, *pair)
        if self._before and self._before[0] == chunk:
            a, b = self._before[1]
            self._vary(0, pair[0], b)
            self._vary(2, a, pair[1])
        self._before = chunk, pair

    def _vary(self, place: int, a: Row | Listed, b: Row | Listed) -> None:
        self._variation[place] += self._between(a, b)
        self._seen[place] += 1

    def _between(self, a: Row | Listed, b: Row | Listed) -> float:
        if isinstance(a, Row) and isinstance(b, Row):
            return total_variation(a.written, b.written, p=a.weights, q=b.weights)
        assert isinstance(a, Listed) and isinstance(b, Listed)
        return _between_lists(known(a, self._by_id), known(b, self._by_id))

    def _see_names(self, a: Listed, b: Listed) -> None:
        if self.other_names or len(self._names) > _MOST_NAMES:
            return
        for token in a.known:
            if token.id is not None and _is_whole(token):
                self._names[token.id] = token.name
        for token in b.known:
            name = None if token.id is None else self._names.get(token.id)
            if token.id is not None and name and _is_whole(token) and name != token.name:
                self.other_names.append((token.id, name, token.name))

    def _see_ratios(self, a: Known, b: Known) -> None:
        if len(self._ratios) < 64 * _ENOUGH_VALUES:
            self._ratios += [b[key] / x for key, x in a.items() if x < _UNLIKELY and key in b]


def _between_lists(a: Known, b: Known) -> float:
    """Total variation, as if each gave nothing to what it does not list, but for one token with all the rest.

    Over the tokens that both list any two rows that share few would be alike, as neighbours do.
    """
    p, q = ({token: math.exp(value) for token, value in each.items()} for each in (a, b))
    apart = math.fsum(abs(p.get(token, 0.0) - q.get(token, 0.0)) for token in p.keys() | q.keys())
    return (apart + abs(mass(a) - mass(b))) / 2


def _is_whole(token: Token) -> bool:
    """Whether it says how it reads: not where it is a part of a character."""
    return bool(token.name) and "\ufffd" not in token.name.decode("utf-8", "replace")
