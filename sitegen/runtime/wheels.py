"""The site's own Python packages as wheels, and the lockfile with which a stock Pyodide installs them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from email.parser import BytesParser
from pathlib import Path

from flit_core.common import Module, ProblemInModule  # type: ignore[import-untyped]
from flit_core.config import ConfigError  # type: ignore[import-untyped]
from flit_core.wheel import WheelBuilder  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from pyodide_lock import PackageSpec, PyodideLockSpec, parse_top_level_import_name

from sitegen.base.faults import BuildFailed, Fault
from sitegen.runtime.lock import Wheel, sha256

LOCKFILE = "pyodide-lock.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say


def own_packages(home: Path) -> list[Path]:
    """The folders of the site's own packages, all of which readers get."""
    return sorted(path.parent for path in home.glob("py/*/pyproject.toml"))


def package_files(home: Path) -> dict[str, bytes]:
    """Every file of the site's own packages, by its place in site-packages."""
    return {
        path.relative_to(package / "src").as_posix(): path.read_bytes()
        for package in own_packages(home)
        for path in sorted((package / "src").rglob("*"))
        if path.is_file() and not path.name.startswith(".") and "__pycache__" not in path.parts
    }


def build_wheel(source: Path, folder: Path, beside: Sequence[str] = ()) -> Path:
    """Builds the package in `source` into `folder`, with those `beside` it: the same bytes every time."""
    unfinished = folder / "unfinished"
    try:
        with unfinished.open("w+b") as file:
            builder = WheelBuilder.from_ini_path(source / "pyproject.toml", file)
            builder.source_time_stamp = _EPOCH
            with builder.wheel_zip:
                builder.copy_module()
                for name in beside:
                    builder.module = Module(name, source)
                    builder.copy_module()
                builder.write_metadata()
                builder.write_record()
    except (ConfigError, ProblemInModule, RuntimeError, ValueError) as error:
        what, remedy = f"no wheel can be made of this package: {error}", "Mend what it names."
        raise BuildFailed([Fault(str(source / "pyproject.toml"), 0, what, remedy)]) from error
    return unfinished.rename(folder / str(builder.wheel_filename))


def wheel_files(wheel: Path) -> dict[str, bytes]:
    """The package's files by their place in site-packages, without its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if ".dist-info/" not in name and not name.endswith("/")
        }


def write_lockfile(official: Path, compiled: Sequence[Wheel], ours: Sequence[Path], target: Path) -> None:
    """Writes the lockfile for our wheels and the compiled ones; the entries of those are the official ones.

    Raises ValueError when a wheel's name or version contradicts its entry.
    """
    lock = PyodideLockSpec.from_json(official)
    lock.packages = {wheel.name: lock.packages[wheel.name] for wheel in compiled}
    lock.packages |= {(entry := _entry(wheel)).name: entry for wheel in ours}
    lock.check_wheel_filenames()
    lock.to_json(target, indent=1)
    PyodideLockSpec.from_json(target)


def _entry(wheel: Path) -> PackageSpec:
    name, version, _, _ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        (member,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(archive.read(member), headersonly=True)
    return PackageSpec(
        name=name,
        version=str(version),
        file_name=wheel.name,
        install_dir="site",
        sha256=sha256(wheel.read_bytes()),
        package_type="package",
        imports=parse_top_level_import_name(wheel) or [],
        depends=[canonicalize_name(Requirement(line).name) for line in metadata.get_all("Requires-Dist", [])],
    )
