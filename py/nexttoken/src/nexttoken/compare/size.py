"""How long the tokens of a text are, which turns nats a token into bits a byte."""

import math
from collections import Counter

from nexttoken.logfiles import Token
from nexttoken.names import Names, bytes_of

from .comparison import Comparison
from .pairing import Pair, following


class Size:
    """Watches a comparison while it goes on, and counts the tokens that follow its rows."""

    def __init__(self, comparison: Comparison):
        self._followed: Counter[tuple[int | None, bytes]] = Counter()  # by id and name
        comparison.watchers.append(self._see)

    def bytes_per_token(self, names: Names | None = None) -> float:
        """Return the mean number of bytes; NaN where it is not known how any token reads.

        `names` are those of ids, which most files lack.
        """
        each = ((bytes_of(Token(*token, math.nan), names), times) for token, times in self._followed.items())
        known = [(len(read), times) for read, times in each if read]
        tokens = sum(times for _, times in known)
        return sum(size * times for size, times in known) / tokens if tokens else math.nan

    def _see(self, _: int, pair: Pair) -> None:
        token = following(pair)
        if token:
            self._followed[token.id, token.name] += 1
