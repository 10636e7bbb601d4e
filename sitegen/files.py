"""Files that others may be reading or writing at the same time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_beside(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all, whoever else may be writing the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(beside).chmod(0o644)
    Path(beside).replace(path)
