"""What to write where a figure misses a file that lies beside it: only what it names goes along with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from sitegen.source.modules import DATA_FILE

_NO_MODULE = re.compile(r"^ModuleNotFoundError: No module named '([\w.]+)'")
_THERE = (
    "A figure finds numpy, explorable, nexttoken, Python’s own library and the modules of its post, "
    "and nothing else: write it with those."
)
_NO_FILE = re.compile(r"^FileNotFoundError: ")


def remedy(folder: Path, reader: str, message: str) -> str:
    """What an author can do about `message`, which a module of the post in `folder` raised; "" for nothing.

    `reader` is the module's place in the folder.
    """
    if named := _NO_MODULE.match(message):
        return _module(folder, reader, named[1])
    return _data(folder, reader, message) if _NO_FILE.match(message) else ""


def _module(folder: Path, reader: str, name: str) -> str:
    """A module of the post that was asked for by its name from the post's folder or from the reader's."""
    outer = PurePosixPath(reader).parent.parts
    whole = name.removeprefix(f"posts.{folder.name}.")
    for parts in (whole.split("."), [*outer, *whole.split(".")]):
        if _is_module(folder.joinpath(*parts)):
            parent, last = _from(outer, parts[:-1]), parts[-1]
            return f"It lies beside the figure: import it by `from {parent} import {last}`."
    return "" if "." in name else _THERE


def _is_module(place: Path) -> bool:
    return place.with_name(f"{place.name}.py").is_file() or (place / "__init__.py").is_file()


def _from(here: Sequence[str], there: Sequence[str]) -> str:
    """One folder as a module in another names it: `..shared`."""
    shared = len(posixpath.commonprefix([list(here), list(there)]))
    return "." * (len(here) - shared + 1) + ".".join(there[shared:])


def _data(folder: Path, reader: str, message: str) -> str:
    found = [place for place in _places(folder) if _is_named(place, folder.name, message)]
    if not found:
        return ""
    place = max(found, key=lambda place: len(place.as_posix()))
    name = posixpath.relpath(place.as_posix(), posixpath.dirname(reader) or ".")
    many = (folder / place).is_dir()
    call, each = (
        f'{DATA_FILE}("{name}/…")' if many else f'{DATA_FILE}("{name}")',
        " for each file" if many else "",
    )
    return (
        f"It is there, but only files that a figure names go along with it. Write `{call}`{each}, "
        f"after `from explorable import {DATA_FILE}`: it gives the path to read from."
    )


def _places(folder: Path) -> Iterator[PurePosixPath]:
    """What lies in the post's folder, from there."""
    for path in folder.rglob("*"):
        yield PurePosixPath(path.relative_to(folder).as_posix())


def _is_named(place: PurePosixPath, post: str, message: str) -> bool:
    names = f"/posts/{post}/{place}", str(place)
    return any(re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w/])", message) for name in names)
