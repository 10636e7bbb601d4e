"""What Python does before its memory is written down, and after it has been read back. It runs in Pyodide."""

from __future__ import annotations

import gc
import json
import linecache
import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from explorable import worker
from hosted.late_imports import NAMES  # type: ignore[import-not-found]
from pyodide.ffi import JsProxy  # type: ignore[import-not-found]

_ROUNDS = 16_384  # bytes for each size of a small object
_NAMES = 6000  # that a post's modules may bring


class _Watch:
    """Sees the late imports that are tried, whether what tries them can do without or not."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        """Find nothing, and remember."""
        if name in NAMES:
            self.tried.append(name)


def load(figures: str) -> str:
    """Import what figures, [post, id] pairs in JSON, are made of; why no picture can hold that, or ""."""
    before = set(_files())
    sys.meta_path.append(watch := _Watch())
    try:
        for post, figure in json.loads(figures):
            worker.load(post, figure)
    except BaseException as error:
        if watch.tried:
            return _late(watch)
        return f"{figure} raised {type(error).__name__}: {str(error).partition(chr(10))[0]}."
    finally:
        sys.meta_path.remove(watch)
    if watch.tried:
        return _late(watch)
    if name := next(_holding_javascript(), ""):
        return f"{name} imports from JavaScript, which is not the same here as in a page."
    if set(_files()) != before:
        return "Files were written, or another folder became the current one."
    return ""


def _late(watch: _Watch) -> str:
    return f"They import {watch.tried[0]}, which a page brings only when it is asked for."


def _holding_javascript() -> Iterator[str]:
    for name, module in list(sys.modules.items()):
        if name.startswith("posts.") and any(isinstance(value, JsProxy) for value in vars(module).values()):
            yield name.removeprefix("posts.")


def _files() -> Iterator[str]:
    """What a memory does not hold of Python's surroundings."""
    yield str(Path.cwd())
    for folder, _, names in os.walk("/"):
        if not folder.startswith(("/dev", "/proc")):
            yield from (f"{folder}/{name}" for name in names)


def make_room() -> None:
    """Let Python's table of names grow now: where a layer had to move it, all of it would be in the layer.

    It does so only if there is not room for all of these already: the size of a small layer tells.
    """
    names = [sys.intern(f"name {number}") for number in range(_NAMES)]
    del names


def prepare() -> None:
    """Leave nothing behind that only this start was about, and as little else as possible."""
    sys.path.remove("")  # each start puts it in front anew
    sys.path_importer_cache.clear()
    linecache.clearcache()
    re.purge()
    random.seed(0)  # until it wakes: the same parts shall make the same snapshot
    gc.collect()
    _wash()
    gc.freeze()


def _wash() -> None:
    """Overwrite the memory of small objects that are gone: zeros take no room in the snapshot."""
    blocks = [bytearray(size - 1) for size in range(16, 513, 16) for _ in range(_ROUNDS // size)]
    del blocks
    gc.collect()


def wake() -> None:
    """Be another Python than all the others that came out of the same snapshot."""
    random.seed()
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
