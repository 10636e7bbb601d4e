"""The bill: what a page may load beside its text, and of each thing when, for whom and what it is for.

Whoever loads, chooses, weighs, keeps or takes along reads these attributes. The name of a pack means
something only here, in `sitegen/runtime/`, and in the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sitegen.runtime.packing import Pack

Kind = Literal["worker", "wasm", "files", "libraries", "picture", "package"]
When = Literal["start", "import", "asked"]
Way = Literal["", "snapshot", "packs"]


@dataclass(frozen=True)
class Entry:
    """A pack, and what it is wanted for.

    `kind` is how it is handed over: the worker's script, wasm that is compiled as it arrives, files, compiled
    libraries, a picture of Python's memory, or the files of a package that a reader's own code imports.
    `service` is whose it is, `when` says whether it is needed to start, by a late import, or once it is asked
    for. `way` is the one way of starting that wants it; "" is both. What `travels` is in an offline copy.
    What is `offered` is fetched only where the reader asks for it; it has no parts where the site was built
    without it.
    """

    pack: Pack
    kind: Kind = "files"
    service: str = "all"
    when: When = "start"
    way: Way = ""
    travels: bool = True
    offered: bool = False

    def told(self, address: Callable[[Path], str]) -> dict[str, Any]:
        """The entry as a page is told of it."""
        parts = [
            {"url": address(part.path), "bytes": part.bytes, "sha256": part.sha256}
            for part in self.pack.parts
        ]
        wanted = {"kind": self.kind, "service": self.service, "when": self.when}
        way = {"way": self.way} if self.way else {}
        offered = {"offered": True} if self.offered else {}
        told = {"name": self.pack.name, **wanted, **way, "travels": self.travels, **offered}
        told |= {"raw": self.pack.raw}
        return told | {"parts": parts}


def is_wished(kind: str, offered: bool) -> bool:
    """Whether a reader has to ask for it, by a button or by an import of their own."""
    return offered or kind == "package"


def runtime_bill(packs: Mapping[str, Pack], *own: Entry) -> list[Entry]:
    """The bill of a page: the runtime's packs and its `own` entries, in the order in which they are of use.

    A picture waits for everything else.
    """
    shared = [replace(_WANTED[name], pack=pack) for name, pack in packs.items()]
    return sorted([*shared, *own], key=lambda entry: (_WHEN[entry.when], entry.kind == "picture"))


def post_entry(pack: Pack) -> Entry:
    """The modules of a post's figures."""
    return Entry(pack, service="figures")


def cells_entry(pack: Pack) -> Entry:
    """The modules of a post's cells."""
    return Entry(pack, service="cells")


def package_entry(pack: Pack) -> Entry:
    """A package that a reader's own code may import."""
    return Entry(pack, "package", "cells", "asked", travels=False)


def layer_entry(pack: Pack) -> Entry:
    """What is otherwise in the snapshot where these are imported."""
    return Entry(pack, "picture", "figures", way="snapshot")


def service_entry(name: str, pack: Pack) -> Entry:
    """The modules of one of the site's services."""
    return Entry(pack, service=name)


def data_entry(place: str, pack: Pack | None, *, travels: bool, offered: bool) -> Entry:
    """A large file, which goes by where Python looks for it; None where it is not there."""
    return Entry(replace(pack or _NO_PACK, name=place), when="asked", travels=travels, offered=offered)


_WHEN: dict[str, int] = {"start": 0, "import": 1, "asked": 2}
_NO_PACK = Pack("", (), 0)
_WANTED = {
    "engine": Entry(_NO_PACK, "worker"),
    "wasm": Entry(_NO_PACK, "wasm"),
    "stdlib": Entry(_NO_PACK, way="packs"),
    "numpy": Entry(_NO_PACK, way="packs"),
    "modules": Entry(_NO_PACK, way="packs"),
    "libraries": Entry(_NO_PACK, "libraries"),
    "snapshot": Entry(_NO_PACK, "picture", way="snapshot"),
    "rest": Entry(_NO_PACK, when="import", travels=False),
}
