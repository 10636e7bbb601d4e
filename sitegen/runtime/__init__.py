"""The Python that readers get, in packs: fetched, checked, trimmed, compiled, kept by what it is made of."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.base.cache import mark_used
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.base.progress import step
from sitegen.base.project import Project
from sitegen.base.toolchain import npm_packages, take_place
from sitegen.runtime.engine import join_engine
from sitegen.runtime.host import hashes
from sitegen.runtime.library import Sources, make_library, module_names
from sitegen.runtime.lock import RuntimeLock, read_lock, sha256
from sitegen.runtime.packing import Pack, join_files, kept_pack, write_pack
from sitegen.runtime.snapshot import take_layer, take_snapshot
from sitegen.runtime.sources import wheel_path
from sitegen.runtime.wheels import LOCKFILE, build_wheel, own_packages, write_lockfile
from sitegen.source.modules import made_of

__all__ = ["Pack", "Runtime", "post_layer", "post_pack", "prepare_runtime"]

_RECORD = "runtime.json"


@dataclass(frozen=True)
class Runtime:
    """What Python is in readers' pages.

    `packs` holds `engine` and `wasm`, then `stdlib`, `libraries`, `numpy` and `modules`, which a page starts
    Python from, `rest`, which only a late import fetches, and `snapshot`: with `libraries`, it stands for all
    that Python is started from. `digest` changes when any pack does, `late` are the modules in `rest`.
    No page names `extras`, the wheels and the lockfile with which a stock Pyodide does the same.
    """

    packs: dict[str, Pack]
    extras: tuple[Path, ...]
    digest: str
    late: frozenset[str] = frozenset()


def prepare_runtime(project: Project) -> Runtime:
    """The runtime from the cache, made now if it is not there.

    Raises BuildFailed when a part cannot be had or is not the locked one.
    """
    folder = project.cache / "runtime" / _key(project.home)
    mark_used(folder)
    runtime = _kept(folder)
    if runtime is None:
        _make(project, folder)
        runtime = _kept(folder)
    assert runtime, "what was just made cannot be read"
    return runtime


def post_pack(project: Project, folder: Path, figures: Iterable[str]) -> Pack:
    """The pack of one post: the modules of these figures, by their ids, and the data files that they name."""
    files = made_of(folder, figures, project.results).contents()
    content = join_files({f"posts/{folder.name}/{path}": file for path, file in files.items()})
    name = f"post-{folder.name}"
    kept = project.cache / "posts" / sha256(content)
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


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _key(home: Path) -> str:
    """A hash of everything that the runtime is made of, and of the recipe."""
    parts = (f"{name} {sha256(path.read_bytes())}" for name, path in _ingredients(home))
    return sha256("\n".join(parts).encode())[:24]


def _ingredients(home: Path) -> Iterable[tuple[str, Path]]:
    yield "lock", home / "runtime.lock.json"
    recipe = Path(__file__).parent, home / "templates/assets/js/python/engine"
    for folder in (*recipe, *own_packages(home)):
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and not _is_hidden(place):
                yield place.as_posix(), path


def _make(project: Project, folder: Path) -> None:
    """Makes the runtime beside `folder` and renames: it is there whole or not at all."""
    lock = read_lock(project.home)
    pyodide = npm_packages(project) / "pyodide"
    _check_pyodide(lock, pyodide)
    compiled = [wheel_path(project, lock, wheel) for wheel in lock.wheels]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (
        step("Packing the Python that readers will run"),
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=".packing-") as beside,
    ):
        made = Path(beside, "made")
        made.mkdir()
        _fill(made, project.home, lock, pyodide, compiled)
        take_place(made, folder, lambda there: _kept(there) is not None)


def _fill(folder: Path, home: Path, lock: RuntimeLock, pyodide: Path, compiled: list[Path]) -> None:
    ours = [build_wheel(package, folder) for package in own_packages(home)]
    for wheel in compiled:
        shutil.copyfile(wheel, folder / wheel.name)
    write_lockfile(pyodide / "pyodide-lock.json", lock.wheels, ours, folder / LOCKFILE)
    extras = [LOCKFILE, *(wheel.name for wheel in [*ours, *compiled])]

    engine = join_engine(pyodide, home / "templates/assets/js/python/engine").encode()
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    python = ".".join(info["python"].split(".")[:2])
    sources = Sources(pyodide, engine, compiled, ours, python)
    library = make_library(sources)
    contents = {"engine": engine, "wasm": (pyodide / "pyodide.asm.wasm").read_bytes()}
    contents |= {name: join_files(files) for name, files in vars(library).items()}
    packs = {name: write_pack(folder, name, content) for name, content in contents.items()}
    packs["snapshot"] = write_pack(folder, "snapshot", take_snapshot(packs))
    record = {"packs": list(packs), "extras": extras, "late": module_names(library.rest, sources)}
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
    """The runtime in the cache; None where it is missing or damaged."""
    try:
        record: dict[str, Any] = json.loads((folder / _RECORD).read_text("utf-8"))
        found = {name: kept_pack(name, folder) for name in record["packs"]}
        extras, late = tuple(folder / name for name in record["extras"]), frozenset(record["late"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    packs = {name: pack for name, pack in found.items() if pack}
    digest = sha256(" ".join(hashes(packs.values())).encode())
    return Runtime(packs, extras, digest, late) if len(packs) == len(found) else None
