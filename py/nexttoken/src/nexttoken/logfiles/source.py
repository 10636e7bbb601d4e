"""Where a file's bytes come from."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

_BLOCK = 2**20  # bytes that are read at a time: in a browser each time costs a millisecond
_GAP = 256  # bytes that are passed over from row to row


class Source(Protocol):
    """A file that is read from any place: its name, its size in bytes, and `count` bytes from `start`."""

    @property
    def name(self) -> str:
        """As the reader calls it."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are."""


def printable(text: str, most: int = 1000) -> str:
    """Return what a file or a library says, as it may stand in a sentence: of no more than `most` signs.

    Those that cannot be printed, and that a terminal might obey, become escapes.
    """
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text[:most])
    return f"{shown}…" if len(text) > most else shown


def exactly(source: Source, start: int, count: int) -> bytes:
    """Return `count` bytes from `start`. Raises ValueError where the file has come to be shorter."""
    found = source.read(start, count)
    if len(found) < count:
        raise ValueError(
            f"{source.name} ended at byte {start + len(found)}, while it was read: open it again."
        )
    return found


class Ahead:
    """A source of which, while it is read from front to back, more is read at a time than is asked for.

    A row is small, and a browser takes as long for one as for many. What is read elsewhere is not held.
    """

    def __init__(self, source: Source):
        self._source = source
        self._block, self._start = b"", 0
        self._end = 0  # of what was read last

    @property
    def name(self) -> str:
        """As the reader calls it."""
        return self._source.name

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self._source.size

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are."""
        found = self._found(start, count)
        self._end = start + len(found)
        return found

    def _found(self, start: int, count: int) -> bytes:
        at = start - self._start
        if 0 <= at <= at + count <= len(self._block):
            return self._block[at : at + count]
        if count >= _BLOCK or not 0 <= start - self._end < _GAP:
            return self._source.read(start, count)
        self._block = b""  # so that there are never two
        self._block, self._start = self._source.read(start, _BLOCK), start
        return self._block[:count]


@dataclass(frozen=True)
class PathSource:
    """A file on this machine."""

    path: Path

    @property
    def name(self) -> str:
        """Its name without the folders."""
        return printable(self.path.name)

    @cached_property
    def size(self) -> int:
        """How many bytes it had when it was opened."""
        return self.path.stat().st_size

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are."""
        with self.path.open("rb", buffering=0) as file:  # else all of it is copied
            file.seek(start)
            return file.read(count)
