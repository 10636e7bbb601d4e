"""Text files of the author, and how their paths and titles are written elsewhere."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project


def shown(project: Project, path: Path) -> str:
    """The path as the author knows it: from the project's folder, with `/`."""
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else path.as_posix()


_IN_NO_PAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_ASCII = re.compile("[\x00-\x7f]+")
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_NO_CHARACTERS = "\ufffe".encode(), "\uffff".encode()


def printable(text: str) -> str:
    """The text without what XML forbids, such as the form feeds that come along when a PDF is copied."""
    return text if _is_printable(text) else _IN_NO_PAGE.sub("", text)


def _is_printable(text: str) -> bool:
    """Nearly every page is, and bytes are looked through ten times as fast as characters."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    held = any(mark in data for mark in _NO_CHARACTERS)
    return not held and len(data.translate(None, _CONTROLS)) == len(data)


def beyond_ascii(text: str) -> set[int]:
    """The code points that are not ASCII: pages are megabytes, nearly all of it tags."""
    return set(map(ord, set(_ASCII.sub("", text))))


def latin_slug(title: str) -> str:
    """A title as a name for a file: `the-shape-of-the-next-token`; "" where nothing Latin is in it."""
    latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", latin))


def read_text(project: Project, path: Path) -> str:
    """The text of a UTF-8 file, printable, with `\\n` line ends; raises `BuildFailed` for any other."""
    data = path.read_bytes()
    try:
        return printable(data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} is not UTF-8"
        raise BuildFailed([Fault(shown(project, path), line, what, "Save the file as UTF-8.")]) from error
