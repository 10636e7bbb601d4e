"""Python out of pictures of its memory, for readers whom its start would keep waiting.

Where the snapshot fails them, pages start Python from its packs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.toolchain import node, run
from sitegen.runtime.host import BOOTED, bound_files, hashes
from sitegen.runtime.library import INSIDE
from sitegen.runtime.packing import Pack

_HERE = Path(__file__).resolve().parent
_REFUSED = 3


def take_snapshot(packs: Mapping[str, Pack]) -> bytes:
    """The content of the pack `snapshot`: Python with all imported that `packs` bring before it is live.

    It fits these packs and no others. Raises BuildFailed where it cannot be taken.
    """
    asked = {"imports": str(INSIDE / "record_imports.py"), "files": bound_files(packs)}
    taken = _taken(packs, [packs[name] for name in BOOTED], asked)
    if isinstance(taken, str):
        raise _failed(taken)
    return taken


def take_layer(packs: Mapping[str, Pack], post: Pack, figures: Sequence[tuple[str, str]]) -> bytes | str:
    """The content of a pack `layer`: what is otherwise in the snapshot with these (slug, id) imported, too.

    A sentence where their modules do what no picture can hold. Raises BuildFailed where it cannot be taken.
    """
    snapshot = packs["snapshot"]
    asked = {"snapshot": str(snapshot.path), "figures": figures, "files": hashes([snapshot, post])}
    return _taken(packs, [post], asked)


def _taken(packs: Mapping[str, Pack], parts: Sequence[Pack], asked: Mapping[str, Any]) -> bytes | str:
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        target = Path(folder, "picture")
        order = {
            "engine": str(packs["engine"].path),
            "wasm": str(packs["wasm"].path),
            "packs": [str(pack.path) for pack in parts],
            "libraries": str(packs["libraries"].path),
            "target": str(target),
        }
        done = run([node(), _HERE / "take.mjs", json.dumps({**order, **asked})])
        if done.returncode == _REFUSED:
            return done.stderr.strip().splitlines()[-1]
        if done.returncode:
            raise _failed(done.stderr.strip())
        return target.read_bytes()


def _failed(written: str) -> BuildFailed:
    what, remedy = "The snapshot of Python could not be taken under Node.", "See what it wrote below."
    return BuildFailed([Fault(str(_HERE), 0, what, remedy, written)])
