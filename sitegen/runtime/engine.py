"""Pyodide's two modules and ours bundled into one text, so that the page can start a worker from memory."""

from __future__ import annotations

from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.toolchain import node, run

# Names stay: Pyodide's classes are told to Python by theirs, and the page calls `serve` by its own.
_HOW = ("--bundle", "--format=esm", "--minify-whitespace", "--legal-comments=none", "--log-level=error")
_IN_NODE = ("node:*", "ws", "functools")  # what Pyodide imports where it takes itself to be there


def bundle_engine(npm: Path, scripts: Path) -> bytes:
    """The engine's text: a module that exports what `engine.js` does, and imports nothing in a browser.

    `npm` is a folder of packages, `scripts` the one with engine.js.
    """
    places = [f"--alias:pyodide={npm / 'pyodide'}", *(f"--external:{name}" for name in _IN_NODE)]
    done = run([node(), npm / "esbuild/bin/esbuild", scripts / "engine.js", *_HOW, *places])
    if done.returncode:
        what = "The engine cannot be bundled."
        remedy = "Adapt it to this version of Pyodide; the lines below say what esbuild stumbled over."
        raise BuildFailed([Fault(str(scripts / "engine.js"), 0, what, remedy, done.stderr.strip())])
    return done.stdout.encode()
