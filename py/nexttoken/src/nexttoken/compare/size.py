"""How long the tokens of a text are, which turns nats a token into bits a byte."""

import math

from nexttoken.logfiles import Listed
from nexttoken.names import Names

from .comparison import Comparison
from .pairing import Pair


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
        read = self._read(pair)
        if read:
            self._bytes += len(read)
            self._tokens += 1

    def _read(self, pair: Pair) -> bytes | None:
        """The token that follows, as far as it is known."""
        a = pair[0]
        if isinstance(a, Listed):
            known, id = (a.target.name, a.target.id) if a.target else (b"", None)
        else:
            known, id = b"", a.target
        return known or (self._names.tokens.get(id) if self._names and id is not None else None)
