"""`runtime.lock.json`, which says which Pyodide and which compiled packages, and where they come from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Wheel:
    """A compiled package: its file, what the file's bytes must hash to, and the sources to try in order."""

    name: str
    file: str
    sha256: str
    sources: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class RuntimeLock:
    """What `runtime.lock.json` says. `files` maps the names of the npm package's files to their sha256.

    `wheels` are what readers' Python always has, `on_demand` names what it may import beyond, which has the
    same `sources`.
    """

    path: Path
    files: dict[str, str]
    wheels: tuple[Wheel, ...]
    on_demand: tuple[str, ...]
    sources: tuple[dict[str, str], ...]


def read_lock(home: Path) -> RuntimeLock:
    """The lock in the generator's home."""
    path = home / "runtime.lock.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    sources = tuple(content["sources"])
    wheels = (
        Wheel(name, entry["file"], entry["sha256"], sources) for name, entry in content["wheels"].items()
    )
    return RuntimeLock(path, content["pyodide"]["files"], tuple(wheels), tuple(content["on_demand"]), sources)


def sha256(content: bytes) -> str:
    """The hexadecimal sha256 of `content`."""
    return hashlib.sha256(content).hexdigest()
