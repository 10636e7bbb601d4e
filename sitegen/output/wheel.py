"""The site's Python as one wheel: what a reader installs to compute the figures' numbers without a browser.

It holds the packages in `py/` and the posts' own modules and data, and asks for numpy alone. It is installed
from the site, never from an index, where others may own these names.
"""

from __future__ import annotations

import json
import keyword
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from sitegen.base.cache import digest, mark_used
from sitegen.base.project import Project
from sitegen.base.texts import latin_slug
from sitegen.base.toolchain import take_place
from sitegen.runtime.wheels import build_wheel, package_files
from sitegen.source.modules import Made

_TAKEN = sys.stdlib_module_names | {"numpy"}
_PYPROJECT = """\
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"

[project]
name = {name}
version = {version}
description = {description}
requires-python = ">=3.12"
dependencies = ["numpy>=2"]

[tool.flit.module]
name = {module}
"""


@dataclass(frozen=True)
class SiteWheel:
    """The wheel, and the package that each post is in it: `{"zipf-kl": "the_site.zipf_kl"}`."""

    path: Path
    packages: dict[str, str]
    is_made: bool = True


def site_wheel(
    project: Project, title: str, posts: Mapping[str, Made], newest: date, *, make: bool = True
) -> SiteWheel:
    """The wheel of the site called `title`, from the cache or made now, with the `posts`' figures, by slug.

    It is not made where only its name is wanted.

    Its version is the date of the newest post and a hash of what it is made of: another never goes by the
    same name, so that pip does not take an older one for it.
    """
    ours = package_files(project.home)
    name = package_name(title, {name.partition("/")[0] for name in ours})
    packages = {post: f"{name}.{module_name(post)}" for post in posts}
    files = ours | {f"{name}/__init__.py": f'"""The figures of {_plain(title)}."""\n'.encode()}
    for post, made in posts.items():
        package = packages[post].replace(".", "/")
        files |= {f"{package}/{path}": content for path, content in made.contents().items()}

    made_of = [part for item in sorted(files.items()) for part in item]
    key = digest(title, newest.isoformat(), _PYPROJECT, version("flit-core"), *made_of)
    number = f"{newest.year}.{newest.month}.{newest.day}+{key[:8]}"
    kept = project.cache / "site-wheels" / key
    mark_used(kept)
    if not make:
        return SiteWheel(kept / f"{name}-{number}-py3-none-any.whl", packages, is_made=False)
    if not _wheels(kept):
        said = f"The figures of {title}"
        _make(kept, files, {"name": name.replace("_", "-"), "version": number, "description": said})
    (wheel,) = _wheels(kept)
    return SiteWheel(wheel, packages)


def package_name(title: str, taken: Iterable[str] = ()) -> str:
    """A site's title as a name to import, which hides nothing: `the_shape_of_the_next_token`."""
    name = module_name(latin_slug(title) or "figures")
    return f"{name}_site" if name in {*taken, *_TAKEN} else name


def module_name(words: str) -> str:
    """A slug, such as a post's, as a name to import."""
    name = words.replace("-", "_")
    if keyword.iskeyword(name):
        return f"{name}_"
    return f"_{name}" if name[0].isdigit() else name


def _plain(title: str) -> str:
    return title.replace("\\", "").replace('"', "")


def _wheels(folder: Path) -> list[Path]:
    return list(folder.glob("*.whl"))


def _make(folder: Path, files: Mapping[str, bytes], described: Mapping[str, str]) -> None:
    """Builds the wheel beside `folder` and renames: it is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as beside:
        source, made = Path(beside, "source"), Path(beside, "made")
        for name, content in files.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        module = described["name"].replace("-", "_")
        values = {**described, "module": module}
        written = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
        (source / "pyproject.toml").write_text(_PYPROJECT.format(**written), "utf-8")
        made.mkdir()
        build_wheel(source, made, sorted({name.partition("/")[0] for name in files} - {module}))
        take_place(made, folder, lambda there: bool(_wheels(there)))
