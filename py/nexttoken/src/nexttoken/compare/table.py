"""All rows that are compared, as a file of comma-separated values: each is written as soon as it is known."""

import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
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
            token = following(pair)
            lines.writerow([at, comparison.pairs.chunk(at), *_told(token, names), *map(_number, found)])

        comparison.takers.append(take)
        try:
            yield
        finally:
            comparison.takers.remove(take)


def _told(token: Token | None, names: Names | None) -> tuple[int | None, str]:
    if token is None:
        return None, ""
    read = bytes_of(token, names)
    return token.id, shown(read) if read else ""


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.12g}"
