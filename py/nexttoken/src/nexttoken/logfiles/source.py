"""Where a file's bytes come from."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol


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
        raise ValueError(f"{source.name} ended at byte {start + len(found)}, while it was read.")
    return found


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
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(count)
