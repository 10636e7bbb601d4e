"""What Python does before its memory is written down, and after it has been read back. It runs in Pyodide."""

from __future__ import annotations

import gc
import linecache
import random
import re
import sys

_ROUNDS = 16_384  # bytes for each size of a small object
_NAMES = 6000  # that a post's modules may bring


def make_room() -> None:
    """Let Python's table of names grow now: where a layer had to move it, all of it would be in the layer."""
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
