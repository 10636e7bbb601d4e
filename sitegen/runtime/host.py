"""The packed runtime under Node: a process that answers requests one after the other."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sitegen.base.toolchain import node, node_environment
from sitegen.runtime.packing import Pack

BOOTED = ("stdlib", "libraries", "numpy", "modules")
"""The packs that Python is started from, besides the engine and its wasm."""
PICTURES = ("snapshot", "layer")
"""The pictures of Python's memory, each of which says what is otherwise than in the one before."""
NODE_SCRIPTS = Path(__file__).resolve().parent / "node"

_PATIENCE_TO_BOOT = 120.0  # seconds
_PATIENCE = 120.0  # seconds that one figure may take
_LAST_LINES = 20


class Host:
    """A running process. When it is over, `ending` says why, and `log` holds the last lines that it wrote."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.booted = False
        self.ending = ""
        self.log = ""
        self._process = process

    def replies(self) -> Iterator[dict[str, Any]]:
        """The replies as they come, in the order of the requests; fewer when Node dies or falls silent."""
        while line := self._line():
            if self.booted:
                yield json.loads(line)
            self.booted = True

    def _line(self) -> str:
        assert self._process.stdout
        patience = _PATIENCE if self.booted else _PATIENCE_TO_BOOT
        hung = threading.Event()

        def stop() -> None:
            hung.set()
            self._process.kill()

        timer = threading.Timer(patience, stop)
        timer.start()
        try:
            line = self._process.stdout.readline()
        finally:
            timer.cancel()  # else Ctrl-C would end the build only when the timer does
        if line.endswith("\n"):
            return line
        status = self._process.wait()  # what there is of a line was cut short
        silent, left = f"no answer for {patience:.0f} s", f"Node left with status {status}"
        self.ending = silent if hung.is_set() else left
        return ""


@contextmanager
def start_host(
    packs: Mapping[str, Pack], posts: Sequence[Path], requests: Sequence[Mapping[str, Any]]
) -> Iterator[Host]:
    """Starts Node with these packs and requests, as host.mjs takes them; ends it when the block ends.

    `packs` holds engine, wasm, for late imports rest, and what Python comes out of: those of BOOTED, or
    libraries, snapshot and, where there is one for these posts, layer.
    """
    orders = [_files(packs, posts), *requests]
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        log, told = Path(folder, "log"), Path(folder, "orders")
        told.write_text("".join(f"{json.dumps(order)}\n" for order in orders), "utf-8")
        with log.open("wb") as stderr, told.open("rb") as stdin, _node(stdin, stderr) as process:
            host = Host(process)
            try:
                yield host
            finally:
                process.kill()
                process.wait()
                written = log.read_text("utf-8", errors="replace").strip().splitlines()
                host.log = "\n".join(written[-_LAST_LINES:])


def _files(packs: Mapping[str, Pack], posts: Sequence[Path]) -> dict[str, Any]:
    """What host.mjs starts from."""
    files: dict[str, Any] = {
        name: str(packs[name].path) for name in ("engine", "wasm", "rest") if name in packs
    }
    if "snapshot" not in packs:
        library = [packs[name].path for name in BOOTED]
        return files | {"packs": [str(path) for path in [*library, *posts]]}
    snapshot = {
        "pictures": [str(packs[name].path) for name in PICTURES if name in packs],
        "libraries": str(packs["libraries"].path),
        "files": [bound_files(packs), [packs["snapshot"].path.name, *(path.name for path in posts)]],
    }
    return files | {"packs": [str(path) for path in posts], "snapshot": snapshot}


def bound_files(packs: Mapping[str, Pack]) -> list[str]:
    """The names of the files that a snapshot is made from, and fits."""
    return [pack.path.name for name, pack in packs.items() if name not in ("rest", *PICTURES)]


def _node(stdin: Any, stderr: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [node(), NODE_SCRIPTS / "host.mjs"],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=node_environment(),
        text=True,
        encoding="utf-8",
    )
