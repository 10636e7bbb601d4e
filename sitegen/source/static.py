"""`static/`: files that are published as they are, from the site's root: CNAME, robots.txt, an icon."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from sitegen.base import paths
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.base.texts import shown

_NOT_MEANT = {".git", ".gitignore", ".gitkeep", ".DS_Store"}


def static_files(project: Project) -> dict[str, Path]:
    """The files of `static/`, by path in the site; links to folders and to nowhere too."""
    found: dict[str, Path] = {}
    for folder, folders, names in os.walk(project.static):
        folders[:] = [name for name in folders if name not in _NOT_MEANT]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for path in (Path(folder, name) for name in [*names, *links] if name not in _NOT_MEANT):
            found[path.relative_to(project.static).as_posix()] = path
    return dict(sorted(found.items()))


def static_faults(
    project: Project, files: dict[str, Path], posts: Collection[str], published: Collection[str]
) -> list[Fault]:
    """Those that cannot be copied, or would lie where the site has something else.

    `posts` are the slugs, `published` the paths of what posts and `site.toml` name.
    """
    faults: list[Fault] = []
    for path, file in files.items():
        name = shown(project, file)
        if not file.is_file():
            remedy = "Put the files themselves there."
            faults.append(Fault(name, 0, "the link leads to no file", remedy))
        elif path not in paths.REPLACEABLE and (paths.is_taken(path, posts) or _overlaps(path, published)):
            remedy = "Give it another name, or take it out."
            faults.append(Fault(name, 0, f"the site has something else at `{path}`", remedy))
    return faults


def _overlaps(path: str, published: Collection[str]) -> bool:
    """Whether one of the two is the other, or a folder on the way to it."""
    parents = {path, *(folder.as_posix() for folder in PurePosixPath(path).parents)}
    return any(other in parents or other.startswith(f"{path}/") for other in published)
