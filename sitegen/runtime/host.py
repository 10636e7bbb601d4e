"""The packed runtime under Node: one process with a Python for each that asks, all answering side by side."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Self
from weakref import WeakValueDictionary

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
_KEPT = 8  # Pythons that stay for those who may ask again

type Message = dict[str, Any]
type _Key = tuple[str, ...]


class Host:
    """A running Python. When it is over, `ending` says why, and `log` holds the last lines that it wrote."""

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self.booted = False
        self.ending = ""
        self.heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._tell = tell

    @property
    def log(self) -> str:
        """What it wrote last."""
        return "\n".join(self._lines)

    def replies(self, requests: Sequence[Mapping[str, Any]] = ()) -> Iterator[Message]:
        """The replies as they come, in the order of the requests; fewer when it dies or falls silent."""
        self.booted = self.booted or bool(self._next("ready", _PATIENCE_TO_BOOT))
        for request in requests if self.booted else ():
            self._tell({"request": request})
            reply = self._next("reply", _PATIENCE)
            if reply is None:
                return
            yield reply

    def mount(self, pack: Path) -> None:
        """Put a pack's files where Python looks for them."""
        self._tell({"request": {"mount": str(pack)}})

    def show(self, data: Mapping[str, Path]) -> None:
        """Say where large files lie, by where Python looks for them."""
        self._tell({"request": {"data": {place: str(file) for place, file in data.items()}}})

    def end(self, ending: str = "") -> None:
        """Ask it no more."""
        self.ending = ending
        self._tell({})

    def _next(self, kind: str, patience: float) -> Any:
        """What its next message of this kind says; None once it is over."""
        deadline = time.monotonic() + patience
        while not self.ending:
            try:
                message = self.heard.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                self.end(f"no answer for {patience:.0f} s")
                break
            if kind in message:
                return message[kind]
            if "left" in message:
                self.ending = f"Node left with status {message['left']}"
            else:
                self._lines.extend(message["wrote"].strip().splitlines())
        return None


class Hosts:
    """The process, from the first Python that is wanted until `close`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False  # guarded by _lock, as is what follows
        self._process: subprocess.Popen[str] | None = None
        self._numbers = count()
        self._hosts: WeakValueDictionary[int, Host] = WeakValueDictionary()
        self._expected: Message = {}
        self._idle: list[tuple[_Key, Host]] = []  # what each was started from; first who was idle first

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, and all Pythons with it, for good."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if not process:
            return
        process.kill()
        self._hearing.join()
        assert process.stdin
        with suppress(OSError):
            process.stdin.close()

    @contextmanager
    def host(
        self, packs: Mapping[str, Pack], own: Sequence[Pack] = (), data: Mapping[str, Path] | None = None
    ) -> Iterator[Host]:
        """A Python for the block, with these packs and those of posts and services: kept, or new.

        `packs` holds engine, wasm, for late imports rest, and what Python comes out of: those of BOOTED, or
        libraries, snapshot and, where there is one for these posts, layer. `data` are the large files that
        may be needed, by where Python looks for them.
        """
        files, data = _files(packs, own), data or {}
        blank, key = _key(files), _key(files, own, data)
        host = self._pop(key)
        if not host:
            host = self._pop(blank) or self._started(files)
            for pack in own:
                host.mount(pack.path)
            host.show(data)
        try:
            yield host
        except BaseException:
            host.end("its work was broken off")
            raise
        self._keep(key, host)

    def expect(self, packs: Mapping[str, Pack]) -> None:
        """Someone may want a Python with these packs, sooner or later."""
        self._expected = _files(packs, ())

    def start_ahead(self) -> None:
        """Have the Python that is expected started, before it is known which post it is to draw."""
        if files := self._expected:
            host = self._pop(_key(files)) or self._started(files)
            self._keep(_key(files), host)

    def _started(self, files: Message) -> Host:
        with self._lock:
            if self._closed:
                raise RuntimeError("No Python is started any more.")
            if self._process is None or self._process.poll() is not None:
                self._process, self._hosts, self._idle = _node(), WeakValueDictionary(), []
                self._hearing = threading.Thread(target=_hear, args=[self._process, self._hosts], daemon=True)
                self._hearing.start()
            number, process = next(self._numbers), self._process
            host = self._hosts[number] = Host(lambda message: self._tell(process, number, message))
        self._tell(process, number, {"files": files})
        return host

    def _tell(self, process: subprocess.Popen[str], number: int, message: Message) -> None:
        """Where the process has ended, who waits for its answer will hear of it."""
        assert process.stdin
        with self._lock, suppress(OSError, ValueError):
            process.stdin.write(json.dumps({"to": number, **message}) + "\n")
            process.stdin.flush()

    def _pop(self, key: _Key) -> Host | None:
        with self._lock:
            if self._process and self._process.poll() is not None:
                self._idle.clear()
            place = next((place for place, (own, _) in enumerate(self._idle) if own == key), None)
            return None if place is None else self._idle.pop(place)[1]

    def _keep(self, key: _Key, host: Host) -> None:
        with self._lock:
            self._idle += [] if host.ending else [(key, host)]
            while len(self._idle) > _KEPT:
                self._idle.pop(0)[1].end()


def _hear(process: subprocess.Popen[str], hosts: WeakValueDictionary[int, Host]) -> None:
    """Pass on what the Pythons say; where the process ends, all of them have."""
    assert process.stdout
    with process.stdout as lines:
        for line in lines:
            message = json.loads(line) if line.endswith("\n") else {}  # what there is may be cut short
            if host := hosts.get(message.get("from", -1)):
                host.heard.put(message)
    status = process.wait()
    for host in list(hosts.values()):
        host.heard.put({"left": status})


def _key(files: Message, own: Sequence[Pack] = (), data: Mapping[str, Path] | None = None) -> _Key:
    stamps = (f"{place} {file} {file.stat().st_mtime_ns}" for place, file in (data or {}).items())
    return json.dumps(files), *(str(pack.path) for pack in own), *stamps


def _files(packs: Mapping[str, Pack], own: Sequence[Pack]) -> Message:
    """What host.mjs starts from."""
    files: Message = {name: str(packs[name].path) for name in ("engine", "wasm", "rest") if name in packs}
    if "snapshot" not in packs:
        library = [packs[name].path for name in BOOTED]
        return files | {"packs": list(map(str, library))}
    snapshot: dict[str, Any] = {
        "pictures": [str(packs[name].path) for name in PICTURES if name in packs],
        "libraries": str(packs["libraries"].path),
        "files": hashes([*packs.values(), *(own if "layer" in packs else ())]),
    }
    return files | {"packs": [], "snapshot": snapshot}


def bound_files(packs: Mapping[str, Pack]) -> list[str]:
    """The hashes of the files that a snapshot is made from, and fits."""
    return hashes(pack for name, pack in packs.items() if name not in ("rest", *PICTURES))


def hashes(packs: Iterable[Pack]) -> list[str]:
    """Those of the packs' files."""
    return [part.sha256 for pack in packs for part in pack.parts]


def _node() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [node(), NODE_SCRIPTS / "hosts.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=node_environment(),
        text=True,
        encoding="utf-8",
    )
