"""A file that a reader has chosen: it stays where it lies, and is read a block at a time."""

from __future__ import annotations

from collections.abc import Callable

BLOCK = 2**22  # bytes: what is read row by row is read from the disk some rows at once


class ChosenFile:
    """Such a file: how the reader calls it, and its `size` in bytes when it was chosen."""

    def __init__(self, name: str, size: int, fetch: Callable[[int, int], bytes]) -> None:
        """`fetch(start, end)` gives the bytes between; it raises OSError where the file cannot be read."""
        self.name = name
        self.size = size
        self._fetch = fetch
        self._start, self._block = 0, b""  # what was read last, and from where

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are.

        Raises ValueError, a sentence, where the file cannot be read any more.
        """
        end = min(start + count, self.size)
        if start >= end:
            return b""
        if start < self._start or end > self._start + len(self._block):
            self._start, self._block = start, self._read(start, min(max(end, start + BLOCK), self.size))
        return self._block[start - self._start : end - self._start]

    def _read(self, start: int, end: int) -> bytes:
        try:
            return self._fetch(start, end)
        except OSError as error:
            raise ValueError(
                f"{self.name} cannot be read: since it was chosen it was changed, moved or removed, or the"
                " browser has lost its permission. Choose it again."
            ) from error
