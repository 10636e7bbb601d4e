"""The results that were last asked for, so that what is said about a picture need not be computed again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorable.controls import State
from explorable.figure import Figure
from explorable.needs import Brought

MOST = 3  # of a figure: the one shown, the pinned one, and the one shown with that behind it

type _Key = tuple[tuple[object, ...], tuple[object, ...] | None]


class Results:
    """The last few results of each figure: one may be many megabytes large."""

    def __init__(self, brought: Brought) -> None:
        self._brought = brought
        # With each figure, so that no other one comes to have its id. The result used last stands last.
        self._kept: dict[int, tuple[Figure[Any], dict[_Key, Any]]] = {}

    def of[R](self, figure: Figure[R], state: State, pinned: State | None = None) -> R:
        """The figure's result for a state, with that of another behind it where one is `pinned`.

        Raises ValueError where the figure cannot compare, MissingError where its needs have not been brought;
        whatever it raises itself passes through.
        """
        if pinned is None:
            return self._get(figure, state, None, lambda: self._compute(figure, state))
        compare = figure.compare
        if compare is None:
            raise ValueError(
                f'Figure "{figure.id}" compares nothing: give it compare=…, or leave the pinned state out.'
            )
        return self._get(
            figure, state, pinned, lambda: compare(self.of(figure, state), self.of(figure, pinned))
        )

    def _compute[R](self, figure: Figure[R], state: State) -> R:
        return figure.compute(state, *self._brought.meet(figure.needs(state) if figure.needs else ()))

    def forget(self) -> None:
        """Keep nothing."""
        self._kept.clear()

    def _get[R](self, figure: Figure[R], state: State, pinned: State | None, make: Callable[[], R]) -> R:
        kept: dict[_Key, R] = self._kept.setdefault(id(figure), (figure, {}))[1]
        key = _values(state), _values(pinned) if pinned is not None else None
        result = kept.pop(key) if key in kept else make()
        kept[key] = result
        while len(kept) > MOST:
            del kept[next(iter(kept))]
        return result


def _values(state: State) -> tuple[object, ...]:
    return tuple(state.values.values())
