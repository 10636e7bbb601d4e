"""What esbuild makes of scripts and stylesheets.

Each script that is an entry has all that it imports in one file, npm packages among it; of stylesheets what
only their authors read is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen.base import toolchain
from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.stylesheets import named

_BUNDLE = Path(__file__).with_name("bundle.mjs")
_MINIFY = Path(__file__).with_name("minify.mjs")


def bundle(
    project: Project, folder: str, scripts: Mapping[str, str], entries: Sequence[str], *, maps: bool = False
) -> dict[str, str]:
    """The entries by their paths; `scripts` are texts by their paths in `folder`, as faults name it.

    `maps`: with source maps in them. Raises `BuildFailed` for what cannot be bundled.
    """
    if not entries:
        return {}
    job = json.dumps({"scripts": scripts, "entries": entries, "maps": maps}, sort_keys=True)
    made = _kept(project, "bundles", (folder, job), lambda: _bundled(project, folder, job))
    return dict(zip(entries, made, strict=True))


def minified(project: Project, sheets: Mapping[str, str]) -> dict[str, str]:
    """The stylesheets by their paths, without remarks and needless blanks.

    As it was written stays what esbuild does not understand, or has other addresses in than we read.
    """
    if not sheets:
        return {}
    job = json.dumps(list(sheets.values()))
    made = _kept(project, "sheets", (job,), lambda: _answer(project, _MINIFY, job))
    return {path: _alike(css, short) for (path, css), short in zip(sheets.items(), made, strict=True)}


def _alike(css: str, short: str | None) -> str:
    loaded = [each.link for each in named(css)]
    return short if short is not None and [each.link for each in named(short)] == loaded else css


def _kept[T](project: Project, kind: str, asked: Sequence[str], make: Callable[[], list[T]]) -> list[T]:
    """What esbuild makes of the same, as it is locked, is made once."""
    cache = project.results
    key = digest(cache.version, (project.home / "package-lock.json").read_bytes(), *asked)
    made: list[T] | None = cache.get(kind, key)
    if made is None:
        made = make()
        cache.put(kind, key, made)
    return made


def _bundled(project: Project, folder: str, job: str) -> list[str]:
    result = _answer(project, _BUNDLE, job)
    if faults := result.get("faults"):  # once for each entry that shares the part
        raise BuildFailed(list(dict.fromkeys(_fault(folder, **each) for each in faults)))
    made: list[str] = result["made"]
    return made


def _answer(project: Project, script: Path, job: str) -> Any:
    done = toolchain.run([toolchain.node(), script, toolchain.npm_packages(project)], input=job)
    if done.returncode:
        remedy = "Delete node_modules and build again; the lines below say what Node stumbled over."
        raise BuildFailed([Fault(script.name, 0, "esbuild did not run", remedy, done.stderr.strip())])
    return json.loads(done.stdout)


def _fault(folder: str, path: str, line: int, what: str) -> Fault:
    return Fault(f"{folder}/{path}", line, f"the script cannot be bundled: {what}", "Mend it on this line.")
