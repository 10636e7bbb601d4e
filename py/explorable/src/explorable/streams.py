"""Calls whose results come in parts: each waits after a step until the next one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator

_MOST = 2  # that wait: each may hold much of what it has read

type _Steps = Generator[object, None, object]


class Streams:
    """Those that have begun and are not done; the one asked last stands last."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Steps] = {}

    def next(self, key: str, begin: Callable[[], object]) -> tuple[object, bool]:
        """What the call `key` yields or returns next, and whether more comes.

        What `begin` gives is followed where the call has not begun. One that raises is at its end.
        """
        steps = self._waiting.pop(key, None)
        if steps is None:
            steps = _as_steps(begin())
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value, False
        self._keep(key, steps)
        return step, True

    def forget(self) -> None:
        """Go on with none of them."""
        self._waiting.clear()

    def _keep(self, key: str, steps: _Steps) -> None:
        self._waiting[key] = steps
        if len(self._waiting) > _MOST:
            self._waiting.pop(next(iter(self._waiting))).close()


def _as_steps(result: object) -> _Steps:
    """A method that is no generator gives all at once."""
    return result if isinstance(result, Generator) else _at_once(result)


def _at_once(result: object) -> _Steps:
    return result
    yield
