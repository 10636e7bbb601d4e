"""What an author's script or stylesheet loads in its turn, as it is written there."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.base.scripts import imports_of

_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+?)["']?\s*\)|@import\s+["']([^"']+)["']""")


def loads(file: Path) -> list[str]:
    """The names; none for other kinds of files. Raises `UnicodeDecodeError` where it is not UTF-8."""
    match file.suffix.lower():
        case ".css":
            return [url or sheet for url, sheet in _URL.findall(file.read_text("utf-8"))]
        case ".js" | ".mjs":
            return imports_of(file.read_text("utf-8"))
    return []
