"""Python out of pictures of its memory, for readers whom its start would keep waiting.

This folder is a module that can be deleted: `sitegen.runtime` then makes no packs `snapshot` and `layer`, the
engine has no `restoring`, and pages start Python from its packs, as they do when the snapshot fails them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen.faults import BuildFailed, Fault
from sitegen.runtime.host import BOOTED, bound_files
from sitegen.runtime.library import INSIDE
from sitegen.runtime.packing import Pack
from sitegen.toolchain import node, run

_HERE = Path(__file__).resolve().parent


class _NotTakenError(Exception):
    """Why a picture could not be taken: what Node wrote."""


def take_snapshot(packs: Mapping[str, Pack]) -> bytes:
    """The content of the pack `snapshot`: Python with all imported that `packs` bring before it is live.

    It fits these packs and no others. Raises BuildFailed where it cannot be taken.
    """
    parts = [packs[name] for name in BOOTED]
    try:
        return _taken(
            packs, parts, {"imports": str(INSIDE / "record_imports.py"), "files": bound_files(packs)}
        )
    except _NotTakenError as error:
        what, remedy = "The snapshot of Python could not be taken under Node.", "See what it wrote below."
        raise BuildFailed([Fault(str(_HERE), 0, what, remedy, str(error))]) from error


def take_layer(packs: Mapping[str, Pack], post: Pack, figures: Sequence[tuple[str, str]]) -> bytes | None:
    """The content of a pack `layer`: what is otherwise in the snapshot with these (slug, id) imported, too.

    None, and the reason on standard error, where no picture can hold it: an open file, or a late import.
    """
    files = [packs["snapshot"].path.name, post.path.name]
    asked = {"snapshot": str(packs["snapshot"].path), "figures": figures, "files": files}
    try:
        return _taken(packs, [post], asked)
    except _NotTakenError as error:
        print(f"Each reader's Python will have to import them. {error}", file=sys.stderr)
        return None


def _taken(packs: Mapping[str, Pack], parts: Sequence[Pack], asked: Mapping[str, Any]) -> bytes:
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
        if done.returncode:
            raise _NotTakenError(done.stderr.strip())
        return target.read_bytes()
