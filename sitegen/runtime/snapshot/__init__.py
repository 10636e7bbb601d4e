"""Python out of a picture of its memory, for readers whom its start would keep waiting.

This folder is a module that can be deleted: `sitegen.runtime` then makes no pack `snapshot`, the engine
has no `restoring`, and pages start Python from its packs, as they do when the snapshot fails them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sitegen.faults import BuildFailed, Fault
from sitegen.runtime.host import BOOTED, bound_files
from sitegen.runtime.library import INSIDE
from sitegen.runtime.packing import Pack
from sitegen.toolchain import node, run

_HERE = Path(__file__).resolve().parent


def take_snapshot(packs: Mapping[str, Pack]) -> bytes:
    """The content of the pack `snapshot`: Python with all imported that `packs` bring before it is live.

    It fits these packs and no others. Raises BuildFailed where it cannot be taken.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        target = Path(folder, "snapshot")
        order = {
            "engine": str(packs["engine"].path),
            "wasm": str(packs["wasm"].path),
            "packs": [str(packs[name].path) for name in BOOTED],
            "libraries": str(packs["libraries"].path),
            "imports": str(INSIDE / "record_imports.py"),
            "files": bound_files(packs),
            "target": str(target),
        }
        done = run([node(), _HERE / "take.mjs", json.dumps(order)])
        if done.returncode:
            what, remedy = "The snapshot of Python could not be taken under Node.", "See what it wrote below."
            raise BuildFailed([Fault(str(_HERE), 0, what, remedy, done.stderr.strip())])
        return target.read_bytes()
