"""Turns a zip of sources into a zip of bytecode. Runs in Pyodide, which accepts no other Python's."""

from __future__ import annotations

import importlib.util
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]


def compile_library(source: str, target: str) -> None:
    """Compiles what is under `optimized/` with -O2 and what is under `plain/` with docstrings and asserts.

    A name in the zip is its place in the file system after that first folder. The bytecode is hash-based and
    unchecked: no time stamp goes into it, and no source is looked for when it is loaded.
    """
    with zipfile.ZipFile(source) as sources, zipfile.ZipFile(target, "w") as compiled:
        for name in sources.namelist():
            mode, _, path = name.partition("/")
            compiled.writestr(
                name + "c", _bytecode(sources.read(name), f"/{path}", 2 if mode == "optimized" else 0)
            )


def _bytecode(text: bytes, path: str, optimize: int) -> bytes:
    code = compile(text, path, "exec", dont_inherit=True, optimize=optimize)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(text), False))
