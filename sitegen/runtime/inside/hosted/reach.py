"""What a cell reaches: what there is to import, or can be fetched; not the page, the network, the device."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Never

from .late_imports import forget_listings

# Ways to JavaScript. What lies behind them, engine/isolate.js takes away.
_WAYS = frozenset({"js", "pyodide_js", "pyodide.code", "pyodide.http"})
_LIST = Path(__file__).with_name("packages.json")
# What is fetched once a cell imports it: its packages by what import statements name. Read at once, as the
# names of late imports are.
_ON_DEMAND: dict[str, str] = json.loads(_LIST.read_text()) if _LIST.exists() else {}
_NOT_THEIRS = frozenset({"hosted", "hibernation", "posts", "services"})


class _Limit:
    """The first to be asked for any import."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Nothing, or an ImportError."""
        return _refuse(name) if name in _WAYS else None


class _Absent:
    """The last to be asked: what could have been fetched, had the cell said so."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Nothing, or an ImportError."""
        if name not in _ON_DEMAND:
            return None
        what = f"{name} is not here yet: write import {name} into the cell, and it is fetched."
        raise ImportError(what, name=name)


def missing(code: str) -> list[str]:
    """The packages that this code imports, and that have to be fetched before it runs."""
    forget_listings()
    named = {name.partition(".")[0] for name in _imported(code)}
    wanted = (name for name in named if name in _ON_DEMAND and not PathFinder.find_spec(name))
    return sorted({_ON_DEMAND[name] for name in wanted})


def _imported(code: str) -> Iterator[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # told when it runs
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _refuse(name: str) -> Never:
    what = f"{name} is out of reach: a cell sees neither the page nor the network nor what this device keeps."
    raise ImportError(what, name=name)


def limit() -> None:
    """Let nothing that is imported from now on lead out of Python."""
    for finder in sys.meta_path:
        getattr(finder, "jsproxies", {}).clear()
    for name in list(sys.modules):
        if name in _WAYS or name.startswith(("js.", "pyodide_js.")):
            del sys.modules[name]
    sys.meta_path.insert(0, _Limit())
    sys.meta_path.append(_Absent())


def hint(error: BaseException) -> str:
    """What to do about an error that is not about the code alone; or ""."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or "." in error.name:
        return ""
    return f"Here there are {', '.join(_packages())} and Python’s own library."


def _packages() -> list[str]:
    """What may be imported beside Python's own library."""
    found = (
        name
        for name, module in sys.modules.items()
        if "." not in name and "/site-packages/" in (getattr(module, "__file__", None) or "")
    )
    named = {name for name in found if name not in _NOT_THEIRS and not name.startswith("_")}
    return sorted(named | set(_ON_DEMAND.values()))
