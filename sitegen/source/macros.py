"""The author's own TeX macros, `[macros]` in `site.toml`: what they may be called, and what they may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sitegen.base import schema
from sitegen.base.faults import BuildFailed, Fault
from sitegen.source.config import SiteToml

_NAME = re.compile(r"\\([A-Za-z]+|[^A-Za-z\s])")
_OUTSIDE = re.compile(r"\\(href|url|includegraphics|html[A-Z][a-z]+)(?![A-Za-z])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BACKSLASH = "Between double quotes TOML wants each backslash twice; between single quotes, once"
_EXAMPLE = r"""'\E' = '\operatorname{E}'"""


class Macro(NamedTuple):
    """What a macro stands for, and where it stands in `site.toml`."""

    body: str
    line: int


def read_macros(written: SiteToml) -> dict[str, Macro] | None:
    """The author's macros by their names; None where they are no table, which `read_config` tells.

    Raises `BuildFailed` with all that can be told of them without using them.
    """
    table = written.values.get("macros", {})
    if not schema.table()(table):
        return None
    macros = {name: Macro(body, written.lines.of("macros", name)) for name, body in table.items()}
    faults = [fault for name, macro in macros.items() for fault in _faults(written.name, name, macro)]
    if faults:
        raise BuildFailed(faults)
    return macros


def _faults(path: str, name: str, macro: Macro) -> Iterable[Fault]:
    body, line = macro
    if _CONTROL.search(name + body):
        what = f"a control character in the macro {name!r}"
        yield Fault(path, line, what, f"{_BACKSLASH}: {_EXAMPLE}.")
    elif not _NAME.fullmatch(name):
        remedy = f"A name is a backslash and letters, or one other sign: {_EXAMPLE}. {_BACKSLASH}."
        yield Fault(path, line, f"`{name}` cannot be a macro", remedy)
    elif not _balanced(body):
        yield Fault(path, line, f"braces without a partner in the macro `{name}`", f"Mend `{body}`.")
    elif found := _OUTSIDE.search(body):
        remedy = "A formula holds no links, pictures or HTML: take it out."
        yield Fault(path, line, f"`{found[0]}` in the macro `{name}`", remedy)


def _balanced(tex: str) -> bool:
    depth = 0
    for brace in re.sub(r"\\.", "", tex):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0
