"""Runs the JavaScript's own checks under the pinned Node: `tsc`, then the unit tests.

`python -m tests.node_tools --install` only sees to it that the tools are there.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sitegen.base.toolchain import node, npm_ci

ROOT = Path(__file__).resolve().parent.parent


def install() -> None:
    """The tools, in the repository's own node_modules."""
    installed = ROOT / "node_modules" / ".package-lock.json"  # npm writes it last
    if not installed.is_file() or installed.stat().st_mtime < (ROOT / "package-lock.json").stat().st_mtime:
        npm_ci(ROOT)


def main(arguments: Sequence[str]) -> int:
    """The first failing tool's exit code, or 0."""
    install()
    if "--install" in arguments:
        return 0
    tests = sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js")))
    for command in (["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], ["--test", *tests]):
        done = subprocess.run([str(node()), *command], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
