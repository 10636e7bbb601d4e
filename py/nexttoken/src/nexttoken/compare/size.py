"""How long the tokens of a text are, which turns nats a token into bits a byte."""

import math

from nexttoken.names import Names, bytes_of

from .comparison import Comparison
from .pairing import Pair, following


class Size:
    """Watches a comparison while it goes on, and measures the tokens that follow its rows.

    `names` are those of ids, which most files lack.
    """

    def __init__(self, comparison: Comparison, names: Names | None = None):
        self._names = names
        self._bytes = self._tokens = 0
        comparison.watchers.append(self._see)

    @property
    def bytes_per_token(self) -> float:
        """The mean number of bytes; NaN where it is not known how any token reads."""
        return self._bytes / self._tokens if self._tokens else math.nan

    def _see(self, _: int, pair: Pair) -> None:
        token = following(pair)
        read = bytes_of(token, self._names) if token else b""
        if read:
            self._bytes += len(read)
            self._tokens += 1
