"""All rows that are compared, as comma-separated values: each as soon as it is known, or all later."""

import csv
import io
import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from os import PathLike
from pathlib import Path

from nexttoken.logfiles import Token
from nexttoken.names import Names, bytes_of, shown

from .comparison import Comparison
from .pairing import Pair, following
from .rows import Apart

_FIRST = "row", "chunk", "token", "name"
_NAMES = {
    "reverse": "kl_reverse",
    "shape": "kl_shape",
    "head": "kl_head",
    "body": "kl_body",
    "tail": "kl_tail",
    "top": "top_a",
    "entropy": "entropy_a",
}
COLUMNS = (*_FIRST, *(_NAMES.get(field, field) for field in Apart._fields))
_AT_ONCE = 500  # rows


@contextmanager
def writing(comparison: Comparison, path: str | PathLike[str], names: Names | None = None) -> Iterator[None]:
    """Write what each row comes to that is compared meanwhile, below the names of `COLUMNS`.

    `row` is its place and `chunk` its text, both from 0 on; `token` the id of the token that follows in A and
    `name` how that reads. The others are as `Apart` says, KL and its parts in nats. What is not known is left
    empty, and what is infinite is `inf`. Raises OSError where the file cannot be written.
    """
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)

        def take(at: int, pair: Pair, found: Apart) -> None:
            lines.writerow(_cells(at, comparison.pairs.chunk(at), following(pair), names, found))

        comparison.takers.append(take)
        try:
            yield
        finally:
            comparison.takers.remove(take)


class Table:
    """Watches a comparison while it goes on, and writes its rows whenever that is asked for.

    What it keeps of them is which token follows each: 4 bytes a row, and each token once.
    """

    def __init__(self, comparison: Comparison):
        self._comparison = comparison
        self._tokens: dict[tuple[int | None, bytes] | None, int] = {}  # by id and name, as they come
        self._followed = array("i")  # of each row which of these
        comparison.takers.append(self._take)

    def text(self, names: Names | None = None) -> Iterator[str]:
        """Yield what `writing` would have written of the rows compared by now, some of them at a time."""
        columns = self._comparison.columns
        each = zip(
            self._comparison.places,
            self._comparison.chunks,
            map([*map(_token, self._tokens)].__getitem__, self._followed.tolist()),
            zip(*(columns[field] for field in Apart._fields), strict=True),
            strict=True,
        )
        yield _lines([COLUMNS])
        for some in batched(each, _AT_ONCE):
            yield _lines(_cells(at, chunk, token, names, found) for at, chunk, token, found in some)

    def _take(self, _: int, pair: Pair, __: Apart) -> None:
        token = following(pair)
        key = (token.id, token.name) if token else None
        self._followed.append(self._tokens.setdefault(key, len(self._tokens)))


def _token(key: tuple[int | None, bytes] | None) -> Token | None:
    return Token(*key, math.nan) if key else None


def _lines(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _cells(
    at: int, chunk: int, token: Token | None, names: Names | None, found: Iterable[float]
) -> list[object]:
    return [at, chunk, *_told(token, names), *map(_number, found)]


def _told(token: Token | None, names: Names | None) -> tuple[int | None, str]:
    if token is None:
        return None, ""
    read = bytes_of(token, names)
    return token.id, shown(read) if read else ""


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.12g}"
