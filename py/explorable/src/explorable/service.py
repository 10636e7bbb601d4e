"""A service: what a worker of its own computes for figures, however long it takes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

from explorable.needs import Chosen, Data


@dataclass(frozen=True)
class Progress:
    """How much of a call is done, from 0 to 1."""

    done: float


@dataclass(frozen=True, kw_only=True)
class Service:
    """What figures may call, in a module `services/<name>.py`, or `services/<name>/__init__.py`.

    `needs(**arguments)` says which files have to be brought for a call with these arguments. A method is
    called with what that comes to, in its order, and the arguments by name. It returns plain JSON with numpy
    arrays in it. One that takes long is a generator: it yields a Progress now and then, anything else as a
    part of its result that is of use already, and returns the whole.
    """

    methods: tuple[Callable[..., object], ...]
    needs: Callable[..., Iterable[Data | Chosen]] | None = None

    def run(
        self,
        method: str,
        arguments: dict[str, Any],
        meet: Callable[[Iterable[Data | Chosen]], list[Any]],
        tell: Callable[[object], None],
    ) -> object:
        """The result of a call; `meet` gives what needs come to, `tell` hears of all that it yields."""
        result = self.begin(method, arguments, meet)
        return followed(result, tell) if isinstance(result, Generator) else result

    def begin(
        self, method: str, arguments: dict[str, Any], meet: Callable[[Iterable[Data | Chosen]], list[Any]]
    ) -> object:
        """What the method gives: of one that takes long, a generator that has not begun."""
        known = {function.__name__: function for function in self.methods}
        if method not in known:
            raise ValueError(f'The service has no method "{method}": it has {", ".join(known)}.')
        brought = meet(self.needs(**arguments)) if self.needs else []
        return known[method](*brought, **arguments)


def followed(steps: Generator[object, None, object], tell: Callable[[object], None]) -> object:
    """What a method that takes long returns; `tell` hears of all that it yields."""
    while True:
        try:
            tell(next(steps))
        except StopIteration as end:
            return end.value
