"""Compiled packages that a reader's own code may import: each a pack of its own, with all that it wants.

Which there are, `runtime.lock.json` says; their files, hashes and dependencies are in Pyodide's own lockfile,
whose bytes are locked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyodide_build.common import modify_wheel  # type: ignore[import-untyped]
from pyodide_build.recipe.unvendor import unvendor_tests  # type: ignore[import-untyped]
from pyodide_lock import PackageSpec, PyodideLockSpec

from sitegen.base.cache import digest, mark_used
from sitegen.base.progress import step
from sitegen.base.project import Project
from sitegen.runtime.library import Files, Sources, bytecode_of
from sitegen.runtime.lock import RuntimeLock, Wheel
from sitegen.runtime.packing import Pack, join_files, kept_pack, write_pack
from sitegen.runtime.sources import wheel_path
from sitegen.runtime.wheels import wheel_files

# Only PDF and PostScript want fonttools and the AFM fonts, and only pandas pytz.
_UNUSED = frozenset({"fonttools", "pytz"})
_NO_TESTS = ["*/_*_test.py"]  # modules of their own: scipy.stats has functions of such names
_LEFT_OUT = ("tests", "*.pyi", "*.pxd", "*.h", "py.typed", "sample_data", "afm", "pdfcorefonts")


@dataclass(frozen=True)
class OnDemand:
    """A package, what of it an import statement names, and the pack that brings it and what it wants."""

    name: str
    version: str
    imports: tuple[str, ...]
    pack: Pack


def packages_by_import(lock: RuntimeLock, pyodide: Path) -> dict[str, str]:
    """The packages by what import statements name of them."""
    official = PyodideLockSpec.from_json(pyodide / "pyodide-lock.json").packages
    return {name: package for package in lock.on_demand for name in official[package].imports}


def on_demand_packs(project: Project, lock: RuntimeLock, sources: Sources) -> list[OnDemand]:
    """The packs from the cache, of which each is made now if it is not there.

    Raises BuildFailed where a wheel cannot be had.
    """
    official = PyodideLockSpec.from_json(sources.pyodide / "pyodide-lock.json").packages
    return [_on_demand(project, lock, sources, official, name) for name in lock.on_demand]


def _on_demand(
    project: Project, lock: RuntimeLock, sources: Sources, official: dict[str, PackageSpec], name: str
) -> OnDemand:
    wanted = [official[each] for each in _closure(official, name, {wheel.name for wheel in lock.wheels})]
    key = digest(Path(__file__).read_bytes(), *(spec.sha256 for spec in wanted))
    folder = project.cache / "on-demand" / key
    mark_used(folder)
    pack = kept_pack(name, folder) or _make(project, lock, sources, name, wanted, folder)
    return OnDemand(name, official[name].version, tuple(official[name].imports), pack)


def wheels_on_demand(lock: RuntimeLock, pyodide: Path) -> list[Wheel]:
    """The wheels of all these packages, each once."""
    official = PyodideLockSpec.from_json(pyodide / "pyodide-lock.json").packages
    there = {wheel.name for wheel in lock.wheels}
    names = {each for name in lock.on_demand for each in _closure(official, name, there)}
    return _wheels(lock, [official[name] for name in sorted(names)])


def _wheels(lock: RuntimeLock, wanted: Sequence[PackageSpec]) -> list[Wheel]:
    return [Wheel(spec.name, spec.file_name, spec.sha256, lock.sources) for spec in wanted]


def _closure(official: dict[str, PackageSpec], name: str, there: set[str]) -> list[str]:
    """The package and all that it wants, but what is there already."""
    found, open_ = [], [name]
    while open_:
        each = open_.pop()
        if each not in there and each not in found and each not in _UNUSED:
            found.append(each)
            open_ += official[each].depends
    return sorted(found)


def _make(
    project: Project,
    lock: RuntimeLock,
    sources: Sources,
    name: str,
    wanted: Sequence[PackageSpec],
    folder: Path,
) -> Pack:
    files: Files = {}
    for path in [wheel_path(project, lock, wheel) for wheel in _wheels(lock, wanted)]:
        files |= {f"{sources.site_packages}/{place}": content for place, content in _trimmed(path).items()}
    with step(f"Packing {name} for those who import it"):
        return write_pack(folder, name, join_files(bytecode_of(sources.pyodide, files)))


def _trimmed(wheel: Path) -> Files:
    """What of a wheel is of use to a page: no tests, no types, no examples."""
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        copy = Path(shutil.copy(wheel, folder))
        with modify_wheel(copy, verbose=False) as unpacked:
            unvendor_tests(unpacked, Path(folder, "tests"), _NO_TESTS)
            for unwanted in list(_left_out(unpacked)):
                shutil.rmtree(unwanted) if unwanted.is_dir() else unwanted.unlink(missing_ok=True)
        return wheel_files(copy)


def _left_out(folder: Path) -> Iterator[Path]:
    for pattern in _LEFT_OUT:
        yield from folder.rglob(pattern)
