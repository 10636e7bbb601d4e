"""Text files of the author, and how their paths are written in messages."""

from __future__ import annotations

from pathlib import Path

from sitegen.faults import BuildFailed, Fault
from sitegen.project import Project


def shown(project: Project, path: Path) -> str:
    """The path as the author knows it: from the project's folder, with `/`."""
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else path.as_posix()


def read_text(project: Project, path: Path) -> str:
    """The text of a UTF-8 file with `\\n` line ends; raises `BuildFailed` where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} is not UTF-8"
        raise BuildFailed([Fault(shown(project, path), line, what, "Save the file as UTF-8.")]) from error
