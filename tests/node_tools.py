"""Runs the JavaScript's own checks under the pinned Node: `tsc`, then the unit tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sitegen.project import open_project
from sitegen.toolchain import node, npm_packages

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """The first failing tool's exit code, or 0."""
    packages = npm_packages(open_project(ROOT))
    tests = sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js")))
    for command in (
        [str(packages / "typescript" / "bin" / "tsc"), "-p", "tsconfig.json"],
        ["--test", *tests],
    ):
        done = subprocess.run([str(node()), *command], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
