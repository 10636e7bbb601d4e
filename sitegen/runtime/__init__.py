"""The Python that readers get, in packs: fetched, checked, trimmed, compiled, kept by what it is made of."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.base.cache import digest, mark_used
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.base.progress import step
from sitegen.base.project import Project
from sitegen.base.toolchain import npm_packages, take_place
from sitegen.runtime.compiling import with_compiled
from sitegen.runtime.data import data_pack
from sitegen.runtime.engine import bundle_engine
from sitegen.runtime.host import hashes
from sitegen.runtime.library import (
    INSIDE,
    Files,
    Sources,
    library_names,
    make_library,
    make_modules,
    module_names,
)
from sitegen.runtime.lock import RuntimeLock, read_lock, sha256
from sitegen.runtime.on_demand import OnDemand, on_demand_packs, packages_by_import
from sitegen.runtime.packing import Pack, join_files, kept_pack, write_pack
from sitegen.runtime.snapshot import take_layer, take_snapshot
from sitegen.runtime.sources import wheel_path
from sitegen.runtime.wheels import LOCKFILE, build_wheel, own_packages, package_files, write_lockfile
from sitegen.source.modules import Made, Packages, made_of, read_module

__all__ = [
    "Pack",
    "Runtime",
    "cells_pack",
    "data_pack",
    "importable_on_demand",
    "packages_key",
    "packages_on_demand",
    "post_layer",
    "post_pack",
    "prepare_runtime",
    "service_pack",
]

_RECORD = "runtime.json"
_ENGINE = "templates/assets/js/python/engine"
_ORDER = ("engine", "wasm", "stdlib", "libraries", "numpy", "modules", "rest")


@dataclass(frozen=True)
class Runtime:
    """What Python is in readers' pages.

    `packs` holds `engine` and `wasm`, then `stdlib`, `libraries`, `numpy` and `modules`, which a page starts
    Python from, `rest`, which only a late import fetches, and `snapshot`: with `libraries`, it stands for all
    that Python is started from. `digest` changes when any pack does but `snapshot`, and `modules`, of which
    each figure uses a part, except for what was compiled; `late` are the modules in `rest`.
    No page names `extras`, the wheels and the lockfile with which a stock Pyodide does the same.
    """

    packs: dict[str, Pack]
    extras: tuple[Path, ...]
    digest: str
    late: frozenset[str] = frozenset()


def prepare_runtime(project: Project, *, quick: bool = False) -> Runtime:
    """The runtime from the cache, of which each part is made now if it is not there.

    `quick` is for an author who waits to see what they wrote: our own packages go as they are written, and
    there is no snapshot but one that was taken before. Nothing is computed otherwise.
    Raises BuildFailed when a part cannot be had or is not the locked one.
    """
    lock = read_lock(project.home)
    ours = with_compiled(project, package_files(project.home))
    recipe = digest(*(part for file in _recipe(project.home) for part in (file.name, file.read_bytes())))
    base_key = digest(recipe, *sorted(_imported(project, lock, ours)))
    base = _part(project, base_key, lambda folder: _fill_base(project, lock, ours, folder))
    own = [part for item in sorted(ours.items()) for part in item]
    key = digest(base_key, "text" if quick else "bytecode", *own)
    modules = _part(project, key, lambda folder: _fill_modules(project, lock, ours, base, quick, folder))
    packs = {name: (base.packs | modules.packs)[name] for name in _ORDER}
    pictured = digest(recipe, "snapshot", *hashes(packs.values()))
    if not quick or _kept(_folder(project, pictured)):
        packs |= _part(project, pictured, lambda folder: _fill_snapshot(packs, folder)).packs
    compiled = (part for item in sorted(ours.items()) if item[0].endswith(".wasm") for part in item)
    return Runtime(packs, modules.extras, digest(*hashes(base.packs.values()), *compiled), base.late)


def _packages(project: Project) -> Packages:
    folders = [package / "src" for package in own_packages(project.home)]
    return project.results.once(("packages",), lambda: Packages(folders, project.results))


def importable_on_demand(project: Project) -> dict[str, str]:
    """The names of these packages by what import statements name of them."""
    return packages_by_import(read_lock(project.home), npm_packages(project) / "pyodide")


def packages_on_demand(project: Project) -> list[OnDemand]:
    """What a reader's own code may import beyond the library, from the cache, or packed now.

    Raises BuildFailed when one cannot be had or is not the locked one.
    """
    lock = read_lock(project.home)
    return on_demand_packs(project, lock, _library_sources(project))


def packages_key(project: Project) -> Callable[[Iterable[str]], str]:
    """Gives a key to that part of our own packages with which a figure is drawn that imports these names."""
    packages = _packages(project)
    hosts = [read_module(file, project.results) for file in sorted((INSIDE / "hosted").glob("*.py"))]
    always = [name for module in hosts for name in module.library]
    return lambda names: packages.key([*always, *names])


def post_pack(project: Project, slug: str, made: Made) -> Pack:
    """The pack of one post: the modules of its figures, and the data files that they name."""
    return _own_pack(project, "posts", f"post-{slug}", f"posts/{slug}", made)


def cells_pack(project: Project, slug: str, made: Made) -> Pack:
    """The pack of a post's cells: the modules that they import of it, and the data files that these name."""
    return _own_pack(project, "posts", f"cells-{slug}", f"posts/{slug}", made)


def service_pack(project: Project, name: str) -> Pack:
    """The pack of one of the site's services: its modules, and the data files that they name."""
    made = made_of(project.services, [name], project.results)
    return _own_pack(project, "services", f"service-{name}", "services", made)


def _own_pack(project: Project, kind: str, name: str, folder: str, made: Made) -> Pack:
    """With what is imported of our own packages that Python does not start with."""
    files = {f"{folder}/{path}": file for path, file in made.contents().items()}
    if later := _packages(project).later(made.library):
        site_packages = _library_sources(project).site_packages
        files |= {f"{site_packages}/{place}": file.read_bytes() for place, file in later.items()}
    content = join_files(files)
    kept = project.cache / kind / sha256(content)
    mark_used(kept)
    return kept_pack(name, kept) or write_pack(kept, name, content)


def post_layer(project: Project, runtime: Runtime, post: Pack, figures: Sequence[str]) -> Pack | None:
    """The pack of what is otherwise in the snapshot where a post's figures, by their ids, are imported, too.

    There is none where their modules want what no picture of a memory can hold, such as a late import: then
    they are imported in every reader's Python, and the author is told why.
    """
    slug = post.name.removeprefix("post-")
    name = f"layer-{slug}"
    recipe = runtime.packs["snapshot"].path.parent.name  # the cache's key to all that the runtime is made of
    kept = project.cache / "layers" / sha256(" ".join([recipe, post.path.name, *figures]).encode())[:24]
    mark_used(kept)
    if known := kept_pack(name, kept):
        return known
    refusal = kept / "refusal"
    if not refusal.is_file():
        with step(f"Importing the figures of {slug} ahead of readers"):
            taken = take_layer(runtime.packs, post, [(slug, figure) for figure in figures])
        if isinstance(taken, bytes):
            return write_pack(kept, name, taken)
        write_beside(refusal, taken.encode())
    reason = refusal.read_text("utf-8")
    said = f"Note: each reader's Python imports the figures of {slug} anew, which takes it a moment."
    print(f"{said} {reason}", file=sys.stderr)
    return None


def _recipe(home: Path) -> Iterator[Path]:
    """What all parts depend on: how they are made, and of which Pyodide."""
    yield home / "runtime.lock.json"
    yield home / "package-lock.json"
    for folder in (Path(__file__).parent, home / _ENGINE):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(p.startswith(".") or p == "__pycache__" for p in path.parts):
                yield path


def _imported(project: Project, lock: RuntimeLock, ours: Mapping[str, bytes]) -> set[str]:
    """What our own packages want of the library: it decides what a page brings of that."""
    key = digest(project.results.version, lock.path.read_bytes())
    known = project.results.get("library-names", key)
    if known is None:
        sources = _library_sources(project)
        known = library_names(sources.pyodide, sources.compiled)
        project.results.put("library-names", key, known)
    folders = [package / "src" for package in own_packages(project.home)]
    files = [folder / name for name in ours for folder in folders if name.endswith(".py")]
    read = (read_module(file, project.results) for file in files if file.is_file())
    return {name for module in read for name in module.library}.intersection(known)


def _folder(project: Project, key: str) -> Path:
    return project.cache / "runtime" / key[:24]


def _part(project: Project, key: str, fill: Callable[[Path], None]) -> Runtime:
    """What `fill` makes; beside its place, and then renamed: it is there whole or not at all."""
    folder = _folder(project, key)
    mark_used(folder)
    if kept := _kept(folder):
        return kept
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".packing-") as beside:
        made = Path(beside, "made")
        made.mkdir()
        fill(made)
        take_place(made, folder, lambda there: _kept(there) is not None)
    kept = _kept(folder)
    assert kept, "what was just made cannot be read"
    return kept


def _library_sources(project: Project) -> Sources:
    """What the packs are made of but for our own packages, compared with the lock once in a build."""
    return project.results.once(("sources",), lambda: _sources(project, read_lock(project.home), {}))


def _sources(project: Project, lock: RuntimeLock, ours: Files) -> Sources:
    pyodide = npm_packages(project) / "pyodide"
    _check_pyodide(lock, pyodide)
    compiled = [wheel_path(project, lock, wheel) for wheel in lock.wheels]
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    return Sources(pyodide, compiled, ours, ".".join(info["python"].split(".")[:2]))


def _fill_base(project: Project, lock: RuntimeLock, ours: Files, folder: Path) -> None:
    """All that is not ours: it stays while figures, posts and our own packages change."""
    with step("Packing the Python that readers will run"):
        sources = _sources(project, lock, ours)
        engine = bundle_engine(sources.pyodide.parent, project.home / _ENGINE)
        library = make_library(sources, engine)
        contents = {"engine": engine, "wasm": (sources.pyodide / "pyodide.asm.wasm").read_bytes()}
        contents |= {name: join_files(files) for name, files in vars(library).items()}
        packs = [write_pack(folder, name, content) for name, content in contents.items()]
    _tell(folder, packs, late=module_names(library.rest, sources))


def _fill_modules(
    project: Project, lock: RuntimeLock, ours: Files, base: Runtime, quick: bool, folder: Path
) -> None:
    """Our own packages: the pack of them and, unless it is `quick`, wheels for a stock Pyodide."""
    sources = _sources(project, lock, ours)
    on_demand = packages_by_import(lock, sources.pyodide)
    files = make_modules(sources, sorted(base.late), on_demand, compiled=not quick)
    packs = [write_pack(folder, "modules", join_files(files), level=1 if quick else 9)]
    if quick:
        return _tell(folder, packs)
    wheels = [build_wheel(package, folder) for package in own_packages(project.home)]
    for wheel in sources.compiled:
        shutil.copyfile(wheel, folder / wheel.name)
    write_lockfile(sources.pyodide / "pyodide-lock.json", lock.wheels, wheels, folder / LOCKFILE)
    extras = [LOCKFILE, *(wheel.name for wheel in [*wheels, *sources.compiled])]
    return _tell(folder, packs, extras)


def _fill_snapshot(packs: Mapping[str, Pack], folder: Path) -> None:
    with step("Taking a picture of Python, started"):
        taken = take_snapshot(packs)
    _tell(folder, [write_pack(folder, "snapshot", taken)])


def _tell(folder: Path, packs: Sequence[Pack], extras: Sequence[str] = (), late: Sequence[str] = ()) -> None:
    record = {"packs": [pack.name for pack in packs], "extras": extras, "late": late}
    write_beside(folder / _RECORD, json.dumps(record, indent=1).encode())


def _check_pyodide(lock: RuntimeLock, pyodide: Path) -> None:
    """Compares the npm package's files with the lock."""
    faults = []
    for name, wanted in lock.files.items():
        found = sha256((pyodide / name).read_bytes())
        if found != wanted:
            what = f"{pyodide / name} is not the locked file: its sha256 is {found}, not {wanted}."
            remedy = "Delete node_modules and build again; after an upgrade, write the new hashes here."
            faults.append(Fault(lock.path.name, 0, what, remedy))
    if faults:
        raise BuildFailed(faults)


def _kept(folder: Path) -> Runtime | None:
    """A part in the cache; None where it is missing or damaged."""
    try:
        record: dict[str, Any] = json.loads((folder / _RECORD).read_text("utf-8"))
        found = {name: kept_pack(name, folder) for name in record["packs"]}
        extras, late = tuple(folder / name for name in record["extras"]), frozenset(record["late"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    packs = {name: pack for name, pack in found.items() if pack}
    return Runtime(packs, extras, "", late) if len(packs) == len(found) else None
