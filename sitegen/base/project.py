"""Where things are: the author's project, the generator's own home, and the cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

from sitegen.base.cache import Cache

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED_HOME = _PACKAGE / "_home"


@dataclass(frozen=True)
class Project:
    """The folders that a build reads and writes.

    `root` is the author's folder (`content/`, `services/` and `static/` in, `site/` out). `home` holds what
    comes with the generator: `templates/`, `py/`, the lockfiles. In this repository the two are the same
    folder; for an installed copy `home` lies inside the package. `cache` may be deleted at any time.
    `program` is what to type for all this.
    """

    root: Path
    home: Path
    cache: Path
    program: str = "sitegen"

    @cached_property
    def results(self) -> Cache:
        """What earlier builds found out, kept in the cache."""
        return Cache(self.cache)

    @property
    def content(self) -> Path:
        """What the author writes."""
        return self.root / "content"

    @property
    def services(self) -> Path:
        """The Python of the site's services."""
        return self.root / "services"

    @property
    def static(self) -> Path:
        """What is published as it is."""
        return self.root / "static"

    @property
    def site(self) -> Path:
        """What a build makes."""
        return self.root / "site"


def open_project(root: Path, program: str = "sitegen") -> Project:
    """The project in `root`; the cache is `$SITEGEN_CACHE`, or the user's own cache folder."""
    home = _INSTALLED_HOME if _INSTALLED_HOME.is_dir() else _PACKAGE.parent
    cache = Path(os.environ.get("SITEGEN_CACHE") or platformdirs.user_cache_dir("sitegen"))
    return Project(root=root.resolve(), home=home, cache=cache.resolve(), program=program)
