"""The site's own Python packages as wheels, and the lockfile with which a stock Pyodide installs them."""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from pyodide_lock import PackageSpec, PyodideLockSpec, parse_top_level_import_name

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.toolchain import run
from sitegen.runtime.lock import Wheel, sha256

LOCKFILE = "pyodide-lock.json"


def own_packages(home: Path) -> list[Path]:
    """The folders of the site's own packages, all of which readers get."""
    return sorted(path.parent for path in home.glob("py/*/pyproject.toml"))


def build_wheel(source: Path, folder: Path) -> Path:
    """Builds the package in `source` into `folder`; hatchling writes the same bytes every time.

    It is built from a copy: hatchling obeys the nearest .gitignore above a package, and the one of a virtual
    environment says to leave everything out.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-") as temporary:
        copy = Path(temporary, source.name)
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*"))
        (copy / ".gitignore").touch()
        before = set(folder.glob("*.whl"))
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
        done = run([*command, folder.resolve()], cwd=copy)
        if done.returncode:
            what, remedy = "hatchling could not build this package.", "Mend what it says below."
            raise BuildFailed([Fault(str(source / "pyproject.toml"), 0, what, remedy, done.stderr.strip())])
    (built,) = set(folder.glob("*.whl")) - before
    return built


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
