"""`new post` and `new figure`: something small that works, to be changed."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.paths import is_folder
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.source.content import SLUG
from sitegen.source.modules import module_file


def new_post(project: Project, name: str) -> list[Path]:
    """Write `content/<name>/` with a text and a figure of the same name, and `site.toml` where there is none.

    Gives the files written. Raises `BuildFailed` for a name that cannot be used or is taken.
    """
    _check(project, project.content / name, name)
    folder = project.content / name
    if is_folder(name):
        what, remedy = "the generator has a folder of this name itself", "Take another name."
        raise BuildFailed([Fault(shown(project, folder), 0, what, remedy)])
    if folder.exists():
        raise BuildFailed(
            [Fault(shown(project, folder), 0, "the folder is there already", "Take another name.")]
        )
    files = {folder / "index.md": "post/index.md", module_file(folder, name): "figure.py"}
    if not (project.content / "site.toml").exists():
        files[project.content / "site.toml"] = "site.toml"
    for path, template in files.items():
        _write(project, path, template, name)
    return list(files)


def new_figure(project: Project, post: str, name: str) -> list[Path]:
    """Write a figure into a post's folder and show it at the end of the post; gives the files written."""
    text = project.content / post / "index.md"
    _check(project, text.parent, name)
    if not text.is_file():
        remedy = f"Begin it with `{project.program} new post {post}`."
        raise BuildFailed([Fault(shown(project, text), 0, "there is no such post", remedy)])
    path = module_file(text.parent, name)
    if path.exists() or any(path.with_suffix("").glob("*.py")):
        raise BuildFailed([Fault(shown(project, path), 0, "the name is taken already", "Take another name.")])
    _write(project, path, "figure.py", name)
    block = _filled(project, "figure.md", name)
    text.write_text(text.read_text("utf-8").rstrip("\n") + "\n" + block, "utf-8")
    return [path, text]


def _check(project: Project, place: Path, name: str) -> None:
    if not SLUG.fullmatch(name) or not name[0].isalpha():
        what = f"`{name}` cannot be a name"
        remedy = "Use small letters, digits and `-`, and begin with a letter."
        raise BuildFailed([Fault(shown(project, place), 0, what, remedy)])


def _write(project: Project, path: Path, template: str, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_filled(project, template, name), "utf-8")


def _filled(project: Project, template: str, name: str) -> str:
    words = {
        "ID": name,
        "TITLE": name.replace("-", " ").capitalize(),
        "DATE": datetime.date.today().isoformat(),
    }
    text = (project.home / "templates" / "new" / template).read_text("utf-8")
    return re.sub(r"@([A-Z]+)@", lambda found: words[found[1]], text)
