"""What a post's figures may need brought: the site's services that they ask, and large data files of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sitegen.base.cache import Cache, digest
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.source.modules import Large, Made, made_of

_OURS = frozenset({"all", "cells", "figures"})  # in a page's bill


@dataclass(frozen=True)
class Needed:
    """`services` by name, `data` by where Python looks for a file: below `posts/` or `services/`."""

    services: dict[str, Made] = field(default_factory=dict)
    data: dict[str, Large] = field(default_factory=dict)

    def key(self, cache: Cache) -> str:
        """Changes when any of it does."""
        parts = (made.key(cache) for made in self.services.values())
        return digest(*parts, *(f"{place} {file_digest(file, cache)}" for place, file in self.files.items()))

    @property
    def files(self) -> dict[str, Path]:
        """Where the data files lie that are there, by where Python looks for them."""
        return {place: large.file for place, large in self.data.items() if large.file.is_file()}


def needed_by(project: Project, slug: str, made: Made) -> Needed:
    """What figures of the post `slug` may need; of the services, those that there are."""
    services = {
        name: made_of(project.services, [name], project.results)
        for name in sorted(made.services)
        if name in services_there(project)
    }
    data = {f"posts/{slug}/{place}": large for place, large in made.large.items()}
    for service in services.values():
        data |= {f"services/{place}": large for place, large in service.large.items()}
    return Needed(services, dict(sorted(data.items())))


def services_there(project: Project) -> list[str]:
    """The names of the services that the site has."""
    return project.results.once(("services",), lambda: _services_in(project))


def _services_in(project: Project) -> list[str]:
    modules = project.services.glob("*.py"), project.services.glob("*/__init__.py")
    names = [*(file.stem for file in modules[0]), *(file.parent.name for file in modules[1])]
    return sorted(name for name in names if not name.startswith("_"))


def needs_faults(project: Project, made: Made) -> Iterator[Fault]:
    """What is wrong with the services that figures ask."""
    there = [name for name in services_there(project) if name not in _OURS]
    for name, (file, line) in made.services.items():
        if name in _OURS:
            what = f"a service cannot be called `{name}`: that is what pages call a Python of their own"
            remedy = "Call it, and its file in services/, something else."
            yield Fault(shown(project, file), line, what, remedy)
            continue
        if name in there:
            yield from made_of(project.services, [name], project.results).faults(project)
            continue
        near = get_close_matches(name, there, 1)
        has = f"The site has {', '.join(there)}." if there else "The site has none."
        remedy = f"Did you mean `{near[0]}`?" if near else f"{has} It would be services/{name}.py."
        yield Fault(shown(project, file), line, f"there is no service `{name}`", remedy)


def file_digest(file: Path, cache: Cache) -> str:
    """A file's content as a key; a file is read again only when it has another size or time."""
    stat = file.stat()
    stamp = f"{stat.st_size} {stat.st_mtime_ns}"
    known = cache.latest("data-digest", str(file), stamp)
    if known is None:
        known = digest(file.read_bytes())
        cache.keep_latest("data-digest", str(file), stamp, known)
    return str(known)
