"""Stylesheets, as far as the generator must understand them: what they import."""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMPORT = re.compile(r"""^@import\s+["']([\w.-]+)["'](?:\s+([^;]+))?;$""", re.MULTILINE)


def join_imports(sheets: Mapping[str, str]) -> dict[str, str]:
    """The sheets of one folder, by name, without those that others import: they stand in the imports' places.

    An import with a media query becomes a block of `@media`. One of a sheet that is not there stays as it is,
    for `check` to find.
    """
    imported = {name for text in sheets.values() for name, _ in _IMPORT.findall(text) if name in sheets}
    return {name: _joined(sheets, text) for name, text in sheets.items() if name not in imported}


def _joined(sheets: Mapping[str, str], text: str) -> str:
    def content(found: re.Match[str]) -> str:
        name, media = found.groups()
        if name not in sheets:
            return found[0]
        inner = _joined(sheets, sheets[name])
        return f"@media {media} {{\n{inner}}}" if media else inner

    return _IMPORT.sub(content, text)
