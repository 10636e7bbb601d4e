"""The npm packages of which pages' scripts, styles and fonts are made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sitegen.base.notices import Notice
from sitegen.base.project import Project
from sitegen.base.toolchain import npm_packages

TOOLS = {"@resvg/resvg-wasm", "commander", "esbuild", "html-validate"}
"""What only builds and checks, or is a command of a package, and is in no page."""
ENGINES = {"pyodide"}
"""What only a page with Python has."""


def page_notices(project: Project) -> list[Notice]:
    """One for each package that the generator names, but tools and engines, and for each that these want."""
    manifest = json.loads((project.home / "package.json").read_text("utf-8"))
    packages = npm_packages(project)
    found: set[str] = set()
    open_ = sorted(manifest["dependencies"].keys() - TOOLS - ENGINES)
    while open_:
        name = open_.pop()
        if name not in found | TOOLS:
            found.add(name)
            open_ += _manifest(packages / name).get("dependencies", {})
    return [npm_notice(packages / name) for name in sorted(found)]


def npm_notice(folder: Path) -> Notice:
    """What a package says of itself."""
    told = _manifest(folder)
    texts = sorted(file for file in folder.iterdir() if file.name.upper().startswith("LICEN"))
    text = "\n\n".join(file.read_text("utf-8").strip() for file in texts)
    return Notice(told["name"], told["version"], told.get("license", ""), text)


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "package.json").read_text("utf-8"))
    return manifest
