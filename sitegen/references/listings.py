"""The Python behind a figure, as its page lists it: its file, its post's modules, the services it asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sitegen.base.cache import Cache, digest
from sitegen.base.project import Project
from sitegen.source.modules import Made, made_of, read_module, source
from sitegen.source.needed import needed_by


def listings(project: Project, post: Path, figure: str) -> list[dict[str, Any]]:
    """`name`, `title` (the first line of its docstring) and highlighted `html` of each module of a figure.

    First the figure's own file, then what that imports of its post, and so on, in the order of first mention;
    after these, the services that it asks, and the parts of the library that they name.
    """
    cache = project.results
    return [
        {"name": name, "title": read_module(file, cache).title, "html": Markup(_listing(file, cache))}
        for name, file in _modules(project, post, figure)
    ]


def _modules(project: Project, post: Path, figure: str) -> Iterator[tuple[str, Path]]:
    made = made_of(post, [figure], project.results)
    yield from made.modules.items()
    for service in needed_by(project, post.name, made).services.values():
        yield from ((f"services/{name}", file) for name, file in service.modules.items())
        yield from _library(project, service)


def _library(project: Project, service: Made) -> Iterator[tuple[str, Path]]:
    """Packages within our own ones, such as `nexttoken.lm`: what else a service imports, all figures do."""
    for name in sorted(service.library):
        place = name.replace(".", "/")
        for folder in _packages_at(project, place) if "/" in place else ():
            modules = made_of(folder, [], project.results).modules
            yield from ((f"{place}/{module}", file) for module, file in modules.items())


def _packages_at(project: Project, place: str) -> list[Path]:
    def found() -> list[Path]:
        return [file.parent for file in project.home.glob(f"py/*/src/{place}/__init__.py")]

    return project.results.once(("packages at", place), found)


def _listing(file: Path, cache: Cache) -> str:
    """Many figures have the same file among theirs."""
    return cache.once(("listing", file), lambda: _highlighted(file, cache))


def _highlighted(file: Path, cache: Cache) -> str:
    text = source(file)
    key = digest(cache.version, text)
    known: str | None = cache.latest("listing", str(file), key)
    if known is not None:
        return known
    from sitegen.markdown.code import highlight

    listing = f"<code>{highlight(text, 'python')}</code>"
    cache.keep_latest("listing", str(file), key, listing)
    return listing
