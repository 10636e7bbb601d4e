"""Writing the site: made whole beside the old one, then put in its place. What no build made is kept."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import named
from sitegen.base.paths import INDEX, RECORD

BESIDE = ".site-"
"""How the folder's name begins in which a site is made."""

_LONG = 24 * 3600  # seconds, that no build takes

Tree = Mapping[str, Path | str | bytes]


class Strangers(NamedTuple):
    """What no build made, by path: what stays, and what had to go, as it lay where the site has a file."""

    kept: list[str]
    replaced: list[str]


class Edition:
    """A site that is being made, in a folder of its own; `write` may be called in any process."""

    def __init__(self, site: Path, beside: Path, *, fixed: bool) -> None:
        self._site, self._beside, self._fixed = site, beside, fixed
        self._new = beside / "new"

    def write(self, path: str, content: str | bytes) -> Path:
        """A file at its place: the tree that is published has to name it."""
        file = self._new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with named(file):
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def publish(self, tree: Tree) -> Strangers:
        """Make the site hold `tree`: by path, the content of a file, or the file of which it is a copy.

        What an earlier build made goes. Raises `BuildFailed` where another site stands in its place.
        """
        _refuse_another(self._site)
        strangers = _strangers(self._site, tree)
        for path, content in [*tree.items(), (RECORD, _record(tree))]:
            self._put(path, content)
        if self._fixed:
            _exchange(self._site, self._new, strangers.kept)
        else:
            _swap(self._site, self._new, self._beside / "old", strangers.kept)
        return strangers

    def _put(self, path: str, content: Path | str | bytes) -> None:
        file = self._new / path
        if not isinstance(content, Path):
            self.write(path, content)
        elif content != file:
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, file)


@contextmanager
def edition(site: Path) -> Iterator[Edition]:
    """A new edition of the site: unless it is published, nothing of it stays."""
    site = site.resolve()  # a symbolic link stays one
    fixed = _is_fixed(site)
    folder = site if fixed else site.parent
    folder.mkdir(parents=True, exist_ok=True)
    _forget_unfinished(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=BESIDE) as beside:
        yield Edition(site, Path(beside), fixed=fixed)


def _forget_unfinished(folder: Path) -> None:
    """What builds have left that were ended from outside; a build that is at it has begun lately."""
    for left in folder.glob(f"{BESIDE}*"):
        if left.stat().st_mtime < time.time() - _LONG:
            shutil.rmtree(left, ignore_errors=True)


def made_by_build(site: Path) -> set[str]:
    """What the last build wrote into `site`, each path as its `mark`."""
    record = site / RECORD
    return set(record.read_text("ascii").split()) if record.is_file() else set()


def mark(path: str) -> str:
    """Stands for a path in the record, which is public: it is not to tell where unlisted posts lie."""
    return digest(path)[:16]


def _record(tree: Tree) -> str:
    return "".join(f"{line}\n" for line in sorted(map(mark, [*tree, RECORD])))


def _refuse_another(site: Path) -> None:
    """A site that someone wrote by hand is not ours to replace."""
    remedy = "Move it elsewhere. What is to be published as it is goes into `static/`."
    if site.exists() and not site.is_dir():
        raise BuildFailed([Fault(site.name, 0, "the folder cannot be made: a file has its name", remedy)])
    if (site / INDEX).is_file() and not (site / RECORD).is_file() and not any(site.glob("assets-*")):
        raise BuildFailed([Fault(f"{site.name}/{INDEX}", 0, "no build made the site that is there", remedy)])


def _is_fixed(site: Path) -> bool:
    """Whether the folder itself must stay: it is a mount point, or nothing may be written beside it."""
    return site.is_dir() and (site.is_mount() or not os.access(site.parent, os.W_OK))


def _strangers(site: Path, tree: Tree) -> Strangers:
    made = made_by_build(site)
    folders = {folder.as_posix() for path in tree for folder in PurePosixPath(path).parents}
    others = [path.relative_to(site).as_posix() for path in _not_ours(site, site, made, folders)]
    found = [path for path in others if not path.startswith(BESIDE)]  # another build may be at it

    def gives_way(path: str) -> bool:
        return (
            path in tree or path in folders or any(f.as_posix() in tree for f in PurePosixPath(path).parents)
        )

    return Strangers([p for p in found if not gives_way(p)], [p for p in found if made and gives_way(p)])


def _not_ours(site: Path, folder: Path, made: set[str], folders: set[str]) -> list[Path]:
    """The files in a folder that no build made; the folder itself where all are, and none is to come."""
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    found: list[Path] = []
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and entry.name != ".git":
            found += _not_ours(site, entry, made, folders)
        elif mark(entry.relative_to(site).as_posix()) not in made:
            found.append(entry)
    whole = entries and found == entries and folder.relative_to(site).as_posix() not in folders
    return [folder] if whole and folder != site else found


def _swap(site: Path, new: Path, old: Path, kept: Iterable[str]) -> None:
    """The old site goes with the folder beside, unless the new one could not take its place."""
    try:
        for path in kept:
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).rename(new / path)
        if site.exists():
            site.rename(old)
        new.rename(site)
    except BaseException:
        if old.exists() and not site.exists():
            old.rename(site)
        for path in kept:
            if os.path.lexists(new / path):
                (new / path).rename(site / path)
        raise


def _exchange(site: Path, new: Path, kept: Iterable[str]) -> None:
    """File by file: what pages need before them, and what is needed no more after them."""
    files = [path.relative_to(new) for path in new.rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda path: (path.name == RECORD, path.suffix == ".html", path)):
        _make_way(site, path)
        (new / path).replace(site / path)
    _clear(site, {*map(Path, kept), *files})


def _make_way(site: Path, path: Path) -> None:
    """There may have been a file where there is a folder now, or the reverse."""
    for folder in path.parents:
        if os.path.lexists(site / folder) and not (site / folder).is_dir():
            (site / folder).unlink()
    if (site / path).is_dir():
        shutil.rmtree(site / path)
    (site / path).parent.mkdir(parents=True, exist_ok=True)


def _clear(folder: Path, kept: set[Path], path: Path = Path()) -> None:
    """Delete what is not kept, and the folders that are empty then."""
    for entry in list((folder / path).iterdir()):
        inner = path / entry.name
        if inner in kept or inner.as_posix().startswith(BESIDE):
            continue
        if entry.is_dir() and not entry.is_symlink():
            _clear(folder, kept, inner)
            if not any(entry.iterdir()):
                entry.rmdir()
        else:
            entry.unlink()
