"""Checks of hand-written tables (front matter, `site.toml`, words): which keys there are, what they hold."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from sitegen.base.faults import BuildFailed, Fault

type Path = tuple[str | int, ...]

_NAME = r"""(?:[\w-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[\[?\s*(?P<name>{_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY = re.compile(rf"\s*(?P<name>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


@dataclass(frozen=True)
class Key:
    """What may stand under a key: `accepts` tells, `example` shows it, and `help` says what it is for."""

    accepts: Callable[[Any], bool]
    example: str
    required: bool = False
    help: str = ""


def text(value: Any) -> bool:
    """A string with something in it."""
    return isinstance(value, str) and bool(value.strip())


def texts(value: Any) -> bool:
    """A list of such strings."""
    return isinstance(value, list) and all(map(text, value))


def day(value: Any) -> bool:
    """A date without a time."""
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def whole(value: Any) -> bool:
    """A whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def one_of(*words: str) -> Callable[[Any], bool]:
    """One of the words."""
    return lambda value: value in words


def language(value: Any) -> bool:
    """A language as browsers know it: `de`, `pt-BR`, `zh-Hant-TW`."""
    return isinstance(value, str) and bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value))


def tables(*needed: str) -> Callable[[Any], bool]:
    """A list of tables, each with strings only, and with the needed keys."""
    return lambda value: isinstance(value, list) and all(table(*needed)(row) for row in value)


def table(*needed: str) -> Callable[[Any], bool]:
    """A table with strings only, and with the needed keys."""
    return lambda value: (
        isinstance(value, dict) and all(map(text, value.values())) and set(needed) <= set(value)
    )


def read_toml(path: str, text: str) -> dict[str, Any]:
    """The values of a TOML file. Raises `BuildFailed` where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        remedy = "See https://toml.io: strings stand between quotes, tables begin with [name]."
        raise BuildFailed([Fault(path, int(line[1]) if line else 0, f"no TOML: {error}", remedy)]) from error


class KeyLines(dict[Path, int]):
    """The line of each key and table of a TOML file, by the way there: `("links", 0, "href")`."""

    def of(self, *path: str | int) -> int:
        """The line of a key; where that is written in another way, of the nearest table around it."""
        ways = (path[:length] for length in range(len(path), 0, -1))
        return next((self[way] for way in ways if way in self), 1)


def key_lines(text: str) -> KeyLines:
    """Where the keys of a TOML file stand."""
    found, rows = KeyLines(), Counter[Path]()
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _key(header["name"])
            if line.lstrip().startswith("[["):
                found.setdefault(table, number)
                rows[table] += 1
                table = *table, rows[table] - 1
            path: Path = table
        else:
            key = _KEY.match(line)
            path = (*table, *_key(key["name"])) if key else ()
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], number)
    return found


def _key(written: str) -> Path:
    """`a."b c"` as `("a", "b c")`; what TOML does not read as a key, as nothing."""
    try:
        value: Any = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str | int] = []
    while isinstance(value, dict):
        ((name, value),) = value.items()
        path.append(name)
    return tuple(path)


def check(
    path: str,
    found: Mapping[str, Any],
    lines: Callable[[str], int],
    keys: Mapping[str, Key],
    remedies: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Fault]:
    """Every key that is unknown, missing, or holds something else than it should. `lines` gives a key's line.

    `remedies` has those for unknown keys of which it is known what is meant.
    """
    for name, value in found.items():
        line = lines(name)
        if name not in keys:
            near = get_close_matches(name, keys, 1)
            remedy = f"Did you mean `{near[0]}`?" if near else f"Known are {', '.join(keys)}."
            yield Fault(path, line, f"unknown key `{name}`", remedies.get(name, remedy))
        elif not keys[name].accepts(value):
            yield Fault(
                path, line, f"`{name}` cannot be {_shown(value)}", f"Write for example: {keys[name].example}"
            )
    for name, key in keys.items():
        if key.required and name not in found:
            yield Fault(path, 1, f"the key `{name}` is missing", f"Add for example: {key.example}")


def _shown(value: Any) -> str:
    return "empty" if value is None or value == "" else f"`{value}`"
