"""What readers' Python is made of: Pyodide, CPython, and compiled packages, those on demand among them."""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterable
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from sitegen.base.cache import digest
from sitegen.base.notices import Notice
from sitegen.base.project import Project
from sitegen.base.toolchain import npm_packages
from sitegen.runtime.lock import read_lock
from sitegen.runtime.on_demand import wheels_on_demand
from sitegen.runtime.sources import wheel_path
from sitegen.theme.npm_notices import npm_notice

_TEXTS = Path(__file__).with_name("licences")
"""Of those whose packages come without: a licence's text by its name."""
_LIBRARIES = _TEXTS / "libraries.toml"
"""Of what is compiled into them."""
_CLASSIFIER = "License :: OSI Approved :: "


def python_notices(project: Project, *, on_demand: bool) -> list[Notice]:
    """One for each; `on_demand` where a reader's own code may import more. Raises `BuildFailed`.

    They are kept in the cache: wheels are not needed once they are packed.
    """
    lock = (project.home / "runtime.lock.json").read_bytes()
    key = digest(project.results.version, lock, _LIBRARIES.read_bytes(), str(on_demand))
    kept = project.results.get("notices", key)
    if kept is None:
        kept = _read(project, on_demand)
        project.results.put("notices", key, kept)
    return [Notice(*row) for row in kept]


def _read(project: Project, on_demand: bool) -> list[Notice]:
    lock, pyodide = read_lock(project.home), npm_packages(project) / "pyodide"
    python = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]["python"]
    engine = npm_notice(pyodide)
    engines = [
        engine._replace(text=engine.text or _text(engine.licence)),
        Notice("CPython", python, "PSF-2.0", _text("PSF-2.0")),
    ]
    wheels = [*lock.wheels, *(wheels_on_demand(lock, pyodide) if on_demand else [])]
    packages = [*engines, *(wheel_notice(wheel_path(project, lock, wheel)) for wheel in wheels)]
    return [*packages, *libraries_inside(notice.name for notice in packages)]


def libraries_inside(packages: Iterable[str]) -> list[Notice]:
    """Those compiled into these packages, which have their words elsewhere."""
    there = {*packages}
    libraries = tomllib.loads(_LIBRARIES.read_text("utf-8"))["library"]
    return [
        Notice(library["name"], f"({library['inside']})", library["licence"], "", library["url"])
        for library in libraries
        if library["inside"] in there
    ]


def _text(licence: str) -> str:
    return (_TEXTS / f"{licence}.txt").read_text("utf-8").strip()


def wheel_notice(wheel: Path) -> Notice:
    """What a wheel's metadata say, and every text of a licence in it."""
    with zipfile.ZipFile(wheel) as archive:
        about = [name for name in archive.namelist() if ".dist-info/" in name]
        (place,) = (name for name in about if name.endswith("/METADATA"))
        told = BytesParser().parsebytes(archive.read(place), headersonly=True)
        names = [name for name in archive.namelist() if _is_licence(name)]
        texts = [archive.read(name).decode("utf-8", "replace").strip() for name in sorted(names)]
    return Notice(str(told["Name"]), str(told["Version"]), _named(told), "\n\n".join(dict.fromkeys(texts)))


def _is_licence(place: str) -> bool:
    name = place.rpartition("/")[2].upper()
    named = name.startswith(("LICEN", "COPYING")) and not name.endswith(".PY")
    return named or ".dist-info/licenses/" in place


def _named(told: Message) -> str:
    """The licence's name; old metadata may hold the whole text of it in that place."""
    if expression := told["License-Expression"]:
        return str(expression)
    listed = [name for name in told.get_all("Classifier", []) if name.startswith(_CLASSIFIER)]
    return ", ".join(name.removeprefix(_CLASSIFIER) for name in listed) or str(told["License"] or "")
