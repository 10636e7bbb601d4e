"""Writing the site: made whole beside the old one, then swapped in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

Tree = Mapping[str, Path | str | bytes]


def publish(site: Path, tree: Tree) -> None:
    """Make `site` hold exactly `tree`: by path, the content of a file, or the file of which it is a copy."""
    site.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=site.parent, prefix=".site-") as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        for name, content in tree.items():
            _write(new / name, content)
        _swap(site, new, old)


def _swap(site: Path, new: Path, old: Path) -> None:
    """The old site goes with the folder beside, unless the new one could not take its place."""
    try:
        if site.exists():
            site.rename(old)
        new.rename(site)
    except BaseException:
        if old.exists() and not site.exists():
            old.rename(site)
        raise


def _write(path: Path, content: Path | str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
