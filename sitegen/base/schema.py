"""Checks of hand-written tables (front matter, `site.toml`, words): which keys there are, what they hold."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from sitegen.base.faults import BuildFailed, Fault


@dataclass(frozen=True)
class Key:
    """What may stand under a key: `accepts` tells, `example` shows it to the author."""

    accepts: Callable[[Any], bool]
    example: str
    required: bool = False


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


def key_lines(text: str) -> dict[str, int]:
    """The line of each key of a TOML file, and of each table, where it first stands."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        key = re.match(r"\s*\[*\s*([\w-]+)", line)
        if key:
            found.setdefault(key[1], number)
    return found


def check(
    path: str,
    found: Mapping[str, Any],
    lines: Mapping[str, int],
    keys: Mapping[str, Key],
    remedies: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Fault]:
    """Every key that is unknown, missing, or holds something else than it should. `lines` by key.

    `remedies` has those for unknown keys of which it is known what is meant.
    """
    for name, value in found.items():
        line = lines.get(name, 1)
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
