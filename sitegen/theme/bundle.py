"""Scripts bundled by esbuild: each entry with all that it imports, as one file, npm packages among it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.base import toolchain
from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project

_SCRIPT = Path(__file__).with_name("bundle.mjs")


def bundle(
    project: Project, folder: str, scripts: Mapping[str, str], entries: Sequence[str], *, maps: bool = False
) -> dict[str, str]:
    """The entries by their paths; `scripts` are texts by their paths in `folder`, as faults name it.

    `maps`: with source maps in them. Raises `BuildFailed` for what cannot be bundled.
    """
    if not entries:
        return {}
    cache = project.results
    job = json.dumps({"scripts": scripts, "entries": entries, "maps": maps}, sort_keys=True)
    key = digest(cache.version, (project.home / "package-lock.json").read_bytes(), folder, job)
    made = cache.get("bundles", key)
    if made is None:
        made = _run(project, folder, job)
        cache.put("bundles", key, made)
    return dict(zip(entries, made, strict=True))


def _run(project: Project, folder: str, job: str) -> list[str]:
    done = toolchain.run([toolchain.node(), _SCRIPT, toolchain.npm_packages(project)], input=job)
    if done.returncode:
        remedy = "Delete node_modules and build again; the lines below say what Node stumbled over."
        raise BuildFailed([Fault(_SCRIPT.name, 0, "esbuild did not run", remedy, done.stderr.strip())])
    result = json.loads(done.stdout)
    if faults := result.get("faults"):  # once for each entry that shares the part
        raise BuildFailed(list(dict.fromkeys(_fault(folder, **each) for each in faults)))
    made: list[str] = result["made"]
    return made


def _fault(folder: str, path: str, line: int, what: str) -> Fault:
    return Fault(f"{folder}/{path}", line, f"the script cannot be bundled: {what}", "Mend it on this line.")
