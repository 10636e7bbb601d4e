"""What a cell does not reach: the page, the network, the reader's device. And what there is to import."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import Never

# Ways to JavaScript. What lies behind them, engine/isolate.js takes away.
_WAYS = frozenset({"js", "pyodide_js", "pyodide.code", "pyodide.http"})
_NOT_THEIRS = frozenset({"hosted", "hibernation", "posts", "services"})


class _Limit:
    """The first to be asked for any import."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Nothing, or an ImportError."""
        return _refuse(name) if name in _WAYS else None


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


def hint(error: BaseException) -> str:
    """What to do about an error that is not about the code alone; or ""."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or error.name.startswith("posts."):
        return ""
    return f"Here there are {', '.join(_packages())} and Python’s own library."


def _packages() -> list[str]:
    """What may be imported beside Python's own library."""
    found = (
        name
        for name, module in sys.modules.items()
        if "." not in name and "/site-packages/" in (getattr(module, "__file__", None) or "")
    )
    return sorted(name for name in found if name not in _NOT_THEIRS and not name.startswith("_"))
