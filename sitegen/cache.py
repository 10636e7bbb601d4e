"""Results kept by what they were made from. Anything in it may be deleted at any time."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.files import write_beside

_PACKAGE = Path(__file__).resolve().parent


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
    """JSON values by kind and key, one file each."""

    folder: Path

    @property
    def version(self) -> str:
        """Part of every key: this program and the packages beside it, so that an upgrade starts afresh."""
        return _version()

    def get(self, kind: str, key: str) -> Any | None:
        """The value, or None where it is missing or not readable."""
        try:
            return json.loads(self._path(kind, key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep the value; another process never sees half of it."""
        write_beside(self._path(kind, key), json.dumps(value, ensure_ascii=False).encode())

    def latest(self, kind: str, place: str, key: str) -> Any | None:
        """The value last kept for `place`, where it was made under this key."""
        entry = self.get(kind, digest(place))
        return entry["value"] if entry and entry["key"] == key else None

    def keep_latest(self, kind: str, place: str, key: str, value: Any) -> None:
        """Keep one value for `place`, not those before it: a text under work would leave thousands behind."""
        self.put(kind, digest(place), {"key": key, "value": value})

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key}.json"


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
