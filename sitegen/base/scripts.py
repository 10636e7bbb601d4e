"""JavaScript modules, as far as the generator must understand them: what they import."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

_FROM = r"(?:import|export)\b[\w\s{},*$]*?\bfrom"
_IMPORT = re.compile(rf"""^(?:import|{_FROM})\s*["'](\.[^"']+)["']""", re.MULTILINE)


def with_bare_imports(path: str, text: str) -> str:
    """The module with its imports by their paths from the root, which an import map may lead anywhere."""
    folder = posixpath.dirname(path)

    def bare(found: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(folder, found[1]))
        return found[0].replace(found[1], name)

    return _IMPORT.sub(bare, text)


def imports_of(text: str) -> list[str]:
    """What a module imports statically, as it is written there."""
    return _IMPORT.findall(text)


def with_imports(path: str, read: Callable[[str], str]) -> list[str]:
    """The module at `path` and all that it imports statically; `read` gives the text at a path."""
    found = [path]
    for module in found:
        folder = posixpath.dirname(module)
        names = (posixpath.normpath(posixpath.join(folder, name)) for name in imports_of(read(module)))
        found += [name for name in names if name not in found]
    return found
