"""What a figure wants to be brought before it computes a state: a file, or what another service computes.

A file is one that the site publishes, or one that the reader has chosen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import Any

from explorable.chosen import ChosenFile

_MOST = 8  # results of calls that are kept; one may be many megabytes large


@dataclass(frozen=True, init=False)
class Data:
    """A large file, whose name is written from the folder of the calling module; what is brought is its path.

    The site finds the call in the module's text, so all of it must be written out there. The file is
    published alone, and fetched once a state needs it: read it in `compute`, not where a module is imported.
    Where it `travels`, the offline copies of posts that need it hold it, too. One that is `offered` is
    fetched only once the reader asks for it, and may be missing when the site is built.
    """

    path: Path
    travels: bool
    offered: bool

    def __init__(self, name: str, *, travels: bool = False, offered: bool = False) -> None:
        folder = Path(sys._getframe(1).f_globals["__file__"]).parent
        object.__setattr__(self, "path", Path(normpath(folder / name)))  # the page knows it without "..", too
        object.__setattr__(self, "travels", travels)
        object.__setattr__(self, "offered", offered)

    def told(self) -> dict[str, Any]:
        """The need as the page reads it."""
        return {"data": str(self.path).removeprefix("/")}


class Call:
    """What a method of one of the site's services gives for these arguments, which must be plain JSON.

    The service's name must be written out where it is called.
    """

    def __init__(self, service: str, method: str, /, **arguments: Any) -> None:
        self.service = service
        self.method = method
        self.arguments = arguments

    def told(self) -> dict[str, Any]:
        """The need as the page reads it."""
        return {"service": self.service, "method": self.method, "arguments": self.arguments}


class Stream(Call):
    """A call whose result comes in parts: a state is computed with the last that is here, then with the next.

    Its method is a generator, and each of its parts, what it yields beside Progress, is all that is known by
    then. The page asks for one step after the other, as long as the figure shows a state that needs it, and
    lets other calls of the service come between.
    """

    def told(self) -> dict[str, Any]:
        """The need as the page reads it."""
        return super().told() | {"stream": True}


@dataclass(frozen=True)
class Chosen:
    """A file that the reader has chosen, by what its `File` control has in the state.

    What is brought is a `ChosenFile`.
    """

    handle: str

    def told(self) -> dict[str, Any]:
        """The need as the page reads it."""
        return {"file": self.handle}


type Need = Data | Call | Chosen


class MissingError(Exception):
    """What was asked for waits for these needs."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self.needs = [need.told() for need in needs]
        super().__init__(f"These have not been brought: {json.dumps(self.needs, ensure_ascii=False)}.")


class Brought:
    """What has been brought: files where they belong, and the results of the calls used last."""

    def __init__(self) -> None:
        self._results: dict[str, Any] = {}  # by call; the one used last stands last
        self._held: dict[str, ChosenFile] = {}  # by handle
        self._files: set[Path] = set()  # that were there: to ask the file system takes a page a while

    def keep(self, call: dict[str, Any], result: object) -> None:
        """Keep the result of a call, as `Call.told` tells of it."""
        self._results[_key(call)] = result

    def hold(self, handle: str, file: ChosenFile) -> None:
        """Have a file that the reader has chosen."""
        self._held[handle] = file

    def meet(self, needs: Iterable[Need]) -> list[Any]:
        """What the needs come to, in their order: a path or a `ChosenFile` for a file, a result for a call.

        Where they are a generator, it is sent what each comes to, None where that has yet to be brought: what
        else is needed may depend on it. Raises MissingError with those that have yet to be brought.
        """
        needs = list(self._answered(needs) if isinstance(needs, Generator) else needs)
        if missing := [need for need in needs if not self._has(need)]:
            raise MissingError(missing)
        found = [self._use(need) for need in needs]
        while len(self._results) > max(_MOST, len(needs)):
            del self._results[next(iter(self._results))]
        return found

    def forget(self) -> None:
        """Keep no results."""
        self._results.clear()
        self._held.clear()
        self._files.clear()

    def _answered(self, needs: Generator[Need, Any, None]) -> Iterator[Need]:
        found = None
        with suppress(StopIteration):
            while True:
                need = needs.send(found)
                yield need
                found = self._use(need) if self._has(need) else None

    def _has(self, need: Need) -> bool:
        if isinstance(need, Call):
            return _key(need.told()) in self._results
        if isinstance(need, Chosen):
            return need.handle in self._held
        if need.path not in self._files and need.path.is_file():
            self._files.add(need.path)
        return need.path in self._files

    def _use(self, need: Need) -> Any:
        if isinstance(need, Data):
            return need.path
        if isinstance(need, Chosen):
            return self._held[need.handle]
        key = _key(need.told())
        self._results[key] = self._results.pop(key)
        return self._results[key]


def _key(call: dict[str, Any]) -> str:
    """The call as text: a page that was told of 2.0 tells of 2."""
    return json.dumps(json.loads(json.dumps(call), parse_float=_plain), sort_keys=True)


def _plain(number: str) -> float:
    return int(value) if (value := float(number)).is_integer() else value
