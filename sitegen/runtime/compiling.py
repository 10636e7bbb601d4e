"""C in the site's own packages, compiled for readers' Python: what `ctypes` loads there."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from sitegen.base.cache import digest
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.progress import step
from sitegen.base.project import Project
from sitegen.base.texts import shown

COMPILER = "ziglang==0.17.1"
"""What brings the compiler, as `pyproject.toml` pins it: another version makes other bytes."""

# A side module of Pyodide's, which is linked to it as it is loaded.
_COMPILE = (
    "cc",
    "-target",
    "wasm32-freestanding",
    "-O3",
    "-msimd128",
    "-ffreestanding",
    "-fno-builtin",
    "-fPIC",
    "-c",
)
_LINK = ("wasm-ld", "-shared", "--experimental-pic", "--no-entry", "--strip-all", "--import-memory")


def with_compiled(project: Project, packages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The packages' files with `name.wasm` in the place of each `name.c`.

    Without a compiler there is none. Raises BuildFailed with what the compiler says.
    """
    sources = {name: content for name, content in packages.items() if name.endswith(".c")}
    others = {name: content for name, content in packages.items() if name not in sources}
    if sources and not find_spec("ziglang"):
        said = f"Note: there is no compiler here, so readers' Python does without {', '.join(sources)}"
        print(
            f"{said} and computes the same more slowly; `pip install {COMPILER}` brings one.", file=sys.stderr
        )
        return others
    return others | {f"{name[:-2]}.wasm": _kept(project, name, text) for name, text in sources.items()}


def _kept(project: Project, name: str, source: bytes) -> bytes:
    key = digest(project.results.version, *_COMPILE, *_LINK, source)
    kept = project.results.get("side-module", key)
    if kept is None:
        (file,) = project.home.glob(f"py/*/src/{name}")
        with step(f"Compiling {name}"):
            kept = base64.b85encode(side_module(shown(project, file), source)).decode()
        project.results.put("side-module", key, kept)
    return base64.b85decode(kept)


def side_module(where: str, source: bytes) -> bytes:
    """The source compiled in a folder of its own, under the same names each time: it makes the same bytes."""
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        Path(folder, "source.c").write_bytes(source)
        for command in ((*_COMPILE, "-o", "module.o", "source.c"), (*_LINK, "-o", "module.wasm", "module.o")):
            done = _run([sys.executable, "-m", "ziglang", *command], folder)
            if done.returncode:
                what, remedy = "this is not compiled to WebAssembly.", "Mend what the compiler names below."
                raise BuildFailed([Fault(where, 0, what, remedy, done.stderr.strip())])
        return Path(folder, "module.wasm").read_bytes()


def _run(command: Sequence[str], folder: str) -> subprocess.CompletedProcess[str]:
    """Runs the compiler, which else keeps things in the user's own cache."""
    own = {"ZIG_GLOBAL_CACHE_DIR": folder, "ZIG_LOCAL_CACHE_DIR": folder}
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | own,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
