"""Checks the types of the posts' figures and of services: `python -m tests.figure_types`.

A post's folder is a package for its figures, but under a name that no `import` can say, such as `zipf-kl`:
mypy is shown it under another.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """mypy's exit code."""
    folders = sorted({folder for folder in (ROOT / "content").iterdir() if any(folder.rglob("*.py"))})
    with tempfile.TemporaryDirectory() as beside:
        for folder in folders:
            Path(beside, _name(folder)).symlink_to(folder)
        Path(beside, "services").symlink_to(ROOT / "services")
        packages = [option for name in (*map(_name, folders), "services") for option in ("-p", name)]
        command = [sys.executable, "-m", "mypy", *packages]
        environment = os.environ | {"MYPYPATH": beside}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _name(folder: Path) -> str:
    return f"post_{folder.name.replace('-', '_')}"


if __name__ == "__main__":
    sys.exit(main())
