"""Fetches the rest of the library when, and only when, an import asks for a module that lies in it."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

_LIST = Path(__file__).with_name("late_modules.txt")
# Read at once: Python out of a snapshot has no such file.
NAMES = frozenset(_LIST.read_text().split()) if _LIST.exists() else frozenset[str]()
_GZIP = 31  # zlib's window size for a stream with a gzip header


class LateFinder:
    """The last resort of an import: one synchronous fetch brings every module that the boot left out."""

    def __init__(self, names: frozenset[str], fetch: Callable[[], Any]) -> None:
        self._names = names
        self._fetch = fetch

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module of the rest; None for any other name. ImportError when the fetch fails."""
        if name not in self._names:
            return None
        try:
            unpack(zlib.decompress(self._fetch().to_bytes(), _GZIP))
        except Exception as error:
            reason = str(error).removeprefix("Error: ")
            text = f"{name} lies in the rest of the library, which did not come: {reason}"
            raise ImportError(text, name=name) from None
        self._names = frozenset()
        forget_listings()
        return PathFinder.find_spec(name, path, target)


def unpack(pack: bytes) -> None:
    """Writes a pack's files where they belong; files that are there already stay as they are."""
    start = 4 + int.from_bytes(pack[:4], "little")
    for name, length in json.loads(pack[4:start]):
        file = Path("/", name)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pack[start : start + length])
        start += length


def forget_listings() -> None:
    """Lets imports see files that were written since their folders were last read.

    It does what `importlib.invalidate_caches` does, but for importing importlib.metadata and half of email,
    only to empty a cache that is not there.
    """
    for place, finder in list(sys.path_importer_cache.items()):
        if finder is None:
            del sys.path_importer_cache[place]
        elif hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()
    if metadata := sys.modules.get("importlib.metadata"):
        metadata.MetadataPathFinder.invalidate_caches()


PathFinder.invalidate_caches = staticmethod(forget_listings)  # type: ignore[method-assign]


def install(fetch: Callable[[], Any]) -> None:
    """From now on a missed import may call `fetch`, which gives the gzipped pack as a JavaScript array."""
    if NAMES:
        sys.meta_path.append(LateFinder(NAMES, fetch))
