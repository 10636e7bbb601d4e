"""A file that a reader has chosen: it stays where it lies, and no more of it is read than is asked for."""

from __future__ import annotations

from collections.abc import Callable


class ChosenFile:
    """Such a file: how the reader calls it, and its `size` in bytes when it was chosen."""

    def __init__(self, name: str, size: int, fetch: Callable[[int, int], bytes]) -> None:
        """`fetch(start, end)` gives the bytes between; it raises OSError where the file cannot be read."""
        self.name = name
        self.size = size
        self._fetch = fetch

    def read(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, or as many as there are.

        Raises ValueError, a sentence, where the file cannot be read any more.
        """
        end = min(start + count, self.size)
        if start >= end:
            return b""
        try:
            return self._fetch(start, end)
        except OSError as error:
            raise ValueError(
                f"{self.name} cannot be read: since it was chosen it was changed, moved or removed, or the"
                " browser has lost its permission. Choose it again."
            ) from error
