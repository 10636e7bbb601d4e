"""Projects to build: a folder of content, a theme, and the packages of this repository."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.base.project import Project, open_project
from sitegen.base.toolchain import npm_packages
from sitegen.runtime import Runtime, prepare_runtime

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]

MakeProject = Callable[[Path], Project]


@pytest.fixture(scope="session")
def plain_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generator's home with the plain theme of `tests/generator/theme` in the place of the real one."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(HERE / "theme", home / "templates")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(REPOSITORY / name, home)
    (home / "node_modules").symlink_to(npm_packages(open_project(REPOSITORY)))
    return home


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one test has typeset, another need not."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def plain_project(tmp_path: Path, plain_home: Path, shared_cache: Path) -> MakeProject:
    """Copies a folder and makes it a project with the plain theme."""

    def make(source: Path) -> Project:
        shutil.copytree(source, tmp_path / "project")
        return Project(tmp_path / "project", plain_home, shared_cache)

    return make


@pytest.fixture(scope="session")
def repository() -> Project:
    return open_project(REPOSITORY)


@pytest.fixture(scope="session")
def packed(repository: Project) -> Runtime:
    return prepare_runtime(repository)


@pytest.fixture
def real_project(tmp_path: Path) -> MakeProject:
    """Copies a folder and makes it a project with everything real: theme, runtime, and the user's cache.

    A post that shows a figure `coin` and has none is given `coin.py` from here.
    """

    def make(source: Path) -> Project:
        project = open_project(shutil.copytree(source, tmp_path / "project"))
        for text in project.content.glob("*/index.md"):
            coin = text.with_name("coin.py")
            if b"::: figure coin" in text.read_bytes() and not coin.exists():
                shutil.copy(HERE / "coin.py", coin)
        return project

    return make
