"""C that was compiled for readers' Python: loaded where it is there, else numpy does its work."""

import ctypes
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def code(source: Path) -> bytes:
    """Return what a C file was compiled to; nothing where it was not.

    It is read as a module is imported: a page may have Python's memory from where its files were, and not the
    files.
    """
    compiled = source.with_suffix(".wasm")
    return compiled.read_bytes() if sys.platform == "emscripten" and compiled.exists() else b""


def loaded(name: str, code: bytes, functions: Mapping[str, Sequence[type]]) -> Any:
    """Return a library with these functions, which take numbers and addresses and return nothing.

    None where there is no code, or a browser that cannot run it.
    """
    if not code:
        return None
    file = Path(f"/tmp/{name}.so")
    file.write_bytes(code)
    try:
        library = ctypes.CDLL(str(file))
    except OSError:
        return None
    for function, types in functions.items():
        called = getattr(library, function)
        called.argtypes, called.restype = types, None
    return library


def address(array: np.ndarray[Any, Any]) -> int:
    """Return where an array's numbers lie."""
    found: int = array.__array_interface__["data"][0]  # a few times as fast as by `ctypes`
    return found
