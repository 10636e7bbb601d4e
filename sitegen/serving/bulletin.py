"""How the builder tells the open pages that there is something new, across threads."""

from __future__ import annotations

import threading
from typing import NamedTuple


class News(NamedTuple):
    """The state of the site after a build: a number that grows, and the faults' text, "" for none."""

    number: int
    faults: str


class Bulletin:
    """One writer posts, any number of readers wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._news = News(0, "")  # guarded by _changed
        self._closed = False  # guarded by _changed

    def post(self, faults: str = "") -> None:
        """A build has ended, with these faults or with none."""
        with self._changed:
            self._news = News(self._news.number + 1, faults)
            self._changed.notify_all()

    def close(self) -> None:
        """Let everyone go who waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def latest(self) -> News:
        """What was posted last."""
        with self._changed:
            return self._news

    def wait(self, seen: int, seconds: float) -> News | None:
        """What was posted after number `seen`, None if nothing was for so long. EOFError when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._news.number != seen, seconds)
            if self._closed:
                raise EOFError
            return self._news if self._news.number != seen else None
