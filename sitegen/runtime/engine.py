"""Pyodide's two modules and ours bundled into one text, so that the page can start a worker from memory."""

from __future__ import annotations

from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.toolchain import node, run

_SCRIPT = Path(__file__).parent / "node" / "bundle.mjs"


def bundle_engine(npm: Path, scripts: Path) -> bytes:
    """The engine's text: a module that exports what `engine.js` does, and imports nothing in a browser.

    `npm` is a folder of packages, `scripts` the one with engine.js.
    """
    esbuild = npm / "esbuild" / "lib" / "main.js"
    done = run([node(), _SCRIPT, esbuild, scripts / "engine.js", npm / "pyodide"])
    if done.returncode:
        what = "The engine cannot be bundled."
        remedy = "Adapt it to this version of Pyodide; the lines below say what esbuild stumbled over."
        raise BuildFailed([Fault(str(scripts / "engine.js"), 0, what, remedy, done.stderr.strip())])
    return done.stdout.encode()
