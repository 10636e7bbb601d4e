"""Results kept by what they were made from, those used lately. Anything in it may be deleted at any time."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitegen.base.files import write_beside
from sitegen.base.spread import spread

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = {
    "cards": 0,  # which are among the pictures now
    "data": 60,
    "fonts": 200,
    "jinja": 200,
    "layers": 60,
    "npm": 2,
    "on-demand": 8,
    "pictures": 1000,
    "posts": 200,
    "runtime": 16,
    "served": 20,
    "services": 60,
    "site-wheels": 12,
    "wheels": 40,
}
"""How many entries are kept of the kinds that have a folder or a file of any size for each."""
_VALUES = 2000  # that are kept of any other kind
_RECENT = 3600  # seconds; what was used since then stays, for another build may be at it


def digest(*parts: str | bytes) -> str:
    """A key that changes when any part does; with their lengths, so that no part can run into the next."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


@dataclass(frozen=True)
class Cache:
    """JSON values by kind and key, one file each; `_latest` holds what this process has kept or found.

    `_still` holds, for each `still` that is on, what `once` has found in it, `_again` what `again` was last
    given for each place.
    """

    folder: Path
    _latest: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)
    _still: list[dict[Hashable, Any]] = field(default_factory=list, compare=False, repr=False)
    _again: dict[Hashable, tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def version(self) -> str:
        """Part of every key: this program and the packages beside it, so that an upgrade starts afresh."""
        return _version()

    @contextmanager
    def still(self) -> Iterator[None]:
        """While it lasts, files are taken to stay as they are: a build asks for some a hundred times."""
        self._still.append({})
        try:
            yield
        finally:
            self._still.pop()

    def once[T](self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` makes of files that stay as they are; where they may change, it is asked each time."""
        if not self._still:
            return find()
        found = self._still[-1]
        if key not in found:
            found[key] = find()
        value: T = found[key]
        return value

    def again[T](self, place: Hashable, inputs: Any, make: Callable[[], T]) -> T:
        """What `make` gave for `place` the last time, where the inputs were equal; in this process alone.

        For what is made in a moment, but for each of a site's posts, while its author edits one.
        """
        known = self._again.get(place)
        value: T = known[1] if known and known[0] == inputs else make()
        self._again[place] = inputs, value
        return value

    def get(self, kind: str, key: str) -> Any | None:
        """The value, or None where it is missing or not readable."""
        path = self._path(kind, key)
        mark_used(path)
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep the value; another process never sees half of it."""
        write_beside(self._path(kind, key), json.dumps(value, ensure_ascii=False).encode())

    def latest(self, kind: str, place: str, key: str) -> Any | None:
        """The value last kept for `place`, where it was made under this key."""
        entry = self._latest.get((kind, place)) or self.get(kind, digest(place))
        if not entry or entry["key"] != key:
            return None
        self._latest[kind, place] = entry
        return entry["value"]

    def keep_latest(self, kind: str, place: str, key: str, value: Any) -> None:
        """Keep one value for `place`, not those before it: a text under work would leave thousands behind."""
        self._latest[kind, place] = {"key": key, "value": value}
        self.put(kind, digest(place), self._latest[kind, place])

    def latest_of_all[T](
        self, kind: str, asked: Sequence[tuple[str, str]], maker: Callable[[], Callable[[int], tuple[Any, T]]]
    ) -> tuple[list[Any], dict[int, T]]:
        """The values last kept for all places under their keys; what is not there is made on all cores.

        Then `maker` imports what that takes, and gives what makes one, told which of `asked`: a value, and
        something beside it that is not kept, but is given back for each that was made, by its number.
        """
        found = [self.latest(kind, place, key) for place, key in asked]
        new = [number for number, value in enumerate(found) if value is None]
        if not new:
            return found, {}
        make = maker()

        def made(number: int) -> tuple[Any, T]:
            value, beside = make(number)
            self.keep_latest(kind, *asked[number], value)
            return value, beside

        besides: dict[int, T] = {}
        for number, (value, beside) in zip(new, spread(made, new), strict=True):
            place, key = asked[number]
            found[number], self._latest[kind, place] = value, {"key": key, "value": value}
            besides[number] = beside
        return found, besides

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key}.json"


def mark_used(entry: Path) -> None:
    """To be called before an entry is used: what was used last is forgotten last."""
    with suppress(OSError):
        os.utime(entry)


def forget(folder: Path) -> None:
    """Leave in the cache what was used lately: of each kind so many entries, and what may be in use now."""
    for kind in folder.iterdir():
        if not kind.is_dir():
            continue
        entries = list(kind.iterdir() if kind.name in _FOLDERS else kind.glob("??/*"))
        unfinished = [entry for entry in entries if entry.name.startswith(".")]
        finished = sorted((e for e in entries if e not in set(unfinished)), key=_last_use, reverse=True)
        for entry in [*finished[_FOLDERS.get(kind.name, _VALUES) :], *unfinished]:
            if _last_use(entry) < time.time() - _RECENT:
                _remove(entry)


def _last_use(entry: Path) -> float:
    try:
        return entry.stat().st_mtime
    except OSError:  # another build has forgotten it
        return 0.0


def _remove(entry: Path) -> None:
    """Renamed first, so that nobody finds half of it; what is left of that is forgotten another time."""
    with suppress(OSError):
        gone = entry.with_name(f".{entry.name}.gone")
        entry.rename(gone)
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink()


@functools.cache
def _version() -> str:
    sources = sorted(p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".mjs") and "_home" not in p.parts)
    return digest(sys.version, *_installed(), *(source.read_bytes() for source in sources))


def _installed() -> list[str]:
    """The names of the installed packages with their versions, without importing any of them."""
    spec = importlib.util.find_spec("markdown_it")
    if not spec or not spec.origin:
        return []
    return sorted(p.name for p in Path(spec.origin).parent.parent.glob("*.dist-info"))
