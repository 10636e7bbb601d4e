"""What an author's script or stylesheet loads in its turn, as it is written there."""

from __future__ import annotations

from pathlib import Path

from sitegen.base.scripts import imports_of
from sitegen.base.stylesheets import named


def loads(file: Path) -> list[str]:
    """The names; none for other kinds of files. Raises `UnicodeDecodeError` where it is not UTF-8."""
    match file.suffix.lower():
        case ".css":
            return [link for link, _ in named(file.read_text("utf-8"))]
        case ".js" | ".mjs":
            return imports_of(file.read_text("utf-8"))
    return []
