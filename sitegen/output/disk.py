"""What the disk refuses, said as any other fault."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.output.publish import BESIDE

_RIGHTS = "Give yourself the right to read and write there."
_ROOM = "Make room on that disk."
_REMEDIES = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "Work on a copy that can be written.",
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.ENOTDIR: "A part of this path is a file: move it away.",
    errno.EEXIST: "A part of this path is a file: move it away.",
    errno.EIO: "The disk may be broken, or not be there any more.",
}


@contextmanager
def refusals_as_faults(project: Project) -> Iterator[None]:
    """Raises `BuildFailed` where the disk is full, read-only or not the user's; other errors are our own."""
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename  # of a copy, the second is where it was to be
        if error.errno not in _REMEDIES or not named:
            raise
        path, remedy = _place(project, Path(str(named))), _REMEDIES[error.errno]
        if path == project.cache:
            remedy = f"{remedy} `SITEGEN_CACHE` names another folder for the cache."
        what = f"this cannot be read or written: {error.strerror}"
        raise BuildFailed([Fault(shown(project, path), 0, what, remedy)]) from error


def _place(project: Project, path: Path) -> Path:
    """The file as the author knows it; the site and the cache as a whole, whose files have passing names."""
    if path.is_relative_to(project.cache):
        return project.cache
    made_beside = any(part.startswith(BESIDE) for part in path.parts)
    return project.site if made_beside or path.is_relative_to(project.site) else path
