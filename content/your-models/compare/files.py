"""Which two files are compared: an example's, or the reader's own."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorable import Call, Data, Need, Option, State, Stream
from nexttoken.followed import nearest
from nexttoken.logfiles import ListFile, LogFile, open_log
from nexttoken.names import Names, read_names

type Opened = LogFile | ListFile

ROW = "row"  # a place: the one that the reader names
EXAMPLES = {
    "4-bits": (Data("../data/family-s.kld", travels=True), Data("../data/family-s-4-bits.kld", travels=True)),
    "2-bits": (Data("../data/family-s.kld", travels=True), Data("../data/family-s-2-bits.kld", travels=True)),
}
TOKENS = Data("../data/tokenizer.json", travels=True)
OPTIONS = (
    Option("4-bits", "A small model and its copy of 4 bits"),
    Option("2-bits", "The same, of 2 bits"),
)


@dataclass(frozen=True)
class Written:
    """What was made here, as a file."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are."""
        return self.content[start : start + count]


def is_own(state: State) -> bool:
    """Whether the reader has chosen a file: what is an example's is not shown then."""
    return bool(state.a or state.b)


def needs(state: State) -> Iterable[Need]:
    """The files of an example; of the reader's own what is known of them, and the row that is named."""
    if not is_own(state):
        return [*EXAMPLES[state.files], TOKENS]
    if not (state.a and state.b):
        return []
    return _own(state, own_files(state))


def own_files(state: State) -> dict[str, str]:
    """The reader's files, as the service takes them, and what their tokens are called."""
    return {"a": state.a, "b": state.b, "tokens": state.tokens, "known": state.known}


def _own(state: State, files: dict[str, str]) -> Generator[Need, Any]:
    told = yield Stream("comparison", "compare", **files)
    if state.place == ROW:
        yield Call("comparison", "look", at=_looked_at(row_of(state), told and told["known"]), **files)


def _looked_at(row: int, known: dict[str, Any] | None) -> int:
    """The row that is named; once the comparison is past it, the nearest that was not left out."""
    if not known or known["report"]["done"] <= row:
        return row
    places: list[int] = known["places"].tolist()
    return places[nearest(places, row)]


def row_of(state: State) -> int:
    """The row that is named."""
    return int(state.row) if state.row.isdecimal() else 0


def opened(paths: tuple[Path, ...]) -> tuple[Opened, Opened, Names | None]:
    """Both files of an example, and what their tokens are called."""
    a, b, tokens = paths
    return open_log(a), open_log(b), names(tokens)


@lru_cache(maxsize=1)
def names(path: Path) -> Names:
    """The names of the example's tokens."""
    return read_names(path)
