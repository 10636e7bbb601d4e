"""JavaScript modules, as far as the generator must understand them: what they import."""

from __future__ import annotations

import re
from collections.abc import Callable

from sitegen.base.addresses import resolve

_FROM = r"(?:import|export)\b[\w\s{},*$]*?\bfrom"
_IMPORT = re.compile(rf"""^(?:import|{_FROM})\s*["'](\.[^"']+)["']""", re.MULTILINE)


def imports_of(text: str) -> list[str]:
    """What a module imports statically, as it is written there."""
    return _IMPORT.findall(text)


def with_imports(path: str, read: Callable[[str], str]) -> list[str]:
    """The module at `path` and all that it imports statically; `read` gives the text at a path."""
    found = [path]
    for module in found:
        names = [resolve(module, name).path for name in imports_of(read(module))]
        found += [name for name in names if name not in found]
    return found
