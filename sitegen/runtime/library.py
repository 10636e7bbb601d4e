"""The Python library in packs: what every page needs, what a late import may ask for, and our own modules.

There is no list of modules: the library is compiled whole, booted whole, and split by what that imported, and
by what authors commonly do, which `inside/record_imports.py` names.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.toolchain import node, run
from sitegen.runtime.host import NODE_SCRIPTS, Hosts
from sitegen.runtime.packing import join_files, write_pack
from sitegen.runtime.wheels import wheel_files

INSIDE = Path(__file__).resolve().parent / "inside"

# Parts of numpy that nothing on a page can want: its tests, and a second copy of LAPACK
# that only its own tests call.
_NUMPY_LEFT_OUT = ("/tests/", "/_pyinstaller/", "/conftest.", "/lapack_lite.")
_KEPT = (".py", ".so")

Files = dict[str, bytes]


@dataclass(frozen=True)
class Library:
    """The contents of the library's packs: paths in Pyodide's file system and what lies there.

    `libraries` are numpy's compiled ones.
    """

    stdlib: Files
    libraries: Files
    numpy: Files
    rest: Files


@dataclass(frozen=True)
class Sources:
    """What the packs are made of.

    `pyodide` is the npm package's folder and `python` its version, `compiled` are wheels, `ours` our own
    packages by their place in site-packages.
    """

    pyodide: Path
    compiled: Sequence[Path]
    ours: Files
    python: str

    @property
    def lib(self) -> str:
        """The standard library's folder in Pyodide's file system."""
        return f"lib/python{self.python}"

    @property
    def site_packages(self) -> str:
        """Where packages go."""
        return f"{self.lib}/site-packages"

    @property
    def tag(self) -> str:
        """How our modules' bytecode files end: what Python looks for under PYTHONOPTIMIZE=2."""
        return f"cpython-{self.python.replace('.', '')}.opt-2.pyc"


def make_library(sources: Sources, engine: bytes) -> Library:
    """Compiles the library, boots it once with our packages, and keeps for the boot what that imported."""
    stdlib = _under(sources.lib, _stdlib(sources.pyodide))
    numpy = _under(sources.site_packages, _compiled(sources.compiled))
    modules = make_modules(sources, [], {}, compiled=False)
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        bytecode = _compile(sources.pyodide, stdlib | numpy, {}, Path(folder))
        stdlib, numpy = _sourceless(stdlib, bytecode), _sourceless(numpy, bytecode)
        files = {"stdlib": stdlib, "libraries": {}, "numpy": numpy, "modules": modules}
        contents = {name: join_files(held) for name, held in files.items()}
        contents |= {"engine": engine, "wasm": (sources.pyodide / "pyodide.asm.wasm").read_bytes()}
        used = _record(contents, Path(folder))
    # os is frozen into the interpreter, and yet it is by this file that Python recognises its library.
    used.add(f"{sources.lib}/os.pyc")
    rest = {name: content for name, content in (stdlib | numpy).items() if name not in used}
    needed = _only(numpy, used)
    libraries = {name: content for name, content in needed.items() if name.endswith(".so")}
    return Library(_only(stdlib, used), libraries, _without(needed, libraries), rest)


def make_modules(
    sources: Sources, late: Sequence[str], on_demand: Mapping[str, str], *, compiled: bool
) -> Files:
    """Our own packages, as text and, if wanted, as bytecode too, which is what Python then reads.

    `late` and `on_demand` are the modules that Python knows where to get: `on_demand` has their packages.
    """
    hosted = {f"hosted/{path.name}": path.read_bytes() for path in sorted((INSIDE / "hosted").glob("*.py"))}
    modules = _under(sources.site_packages, hosted | sources.ours)
    if compiled:
        with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
            bytecode = _compile(sources.pyodide, {}, modules, Path(folder))
        modules |= {_cached(name.removesuffix("c"), sources.tag): code for name, code in bytecode.items()}
    modules[f"{sources.site_packages}/hosted/late_modules.txt"] = "\n".join(late).encode()
    modules[f"{sources.site_packages}/hosted/packages.json"] = json.dumps(on_demand).encode()
    return modules


def library_names(pyodide: Path, compiled: Sequence[Path]) -> list[str]:
    """The modules that the library has, as import statements name them."""
    paths = [*_stdlib(pyodide), *_compiled(compiled)]
    return sorted({_module_name(path) for path in paths})


def bytecode_of(pyodide: Path, files: Files) -> Files:
    """The files with bytecode, made as the library's is, in the place of each source."""
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        return _sourceless(files, _compile(pyodide, files, {}, Path(folder)))


def _under(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _stdlib(pyodide: Path) -> Files:
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".py")}


def _compiled(wheels: Sequence[Path]) -> Files:
    return {
        name: content
        for wheel in wheels
        for name, content in wheel_files(wheel).items()
        if name.endswith(_KEPT) and not any(part in name for part in _NUMPY_LEFT_OUT)
    }


def _compile(pyodide: Path, optimized: Files, plain: Files, folder: Path) -> Files:
    """The bytecode of each .py file, named like it with a `c` at the end."""
    source, target = folder / "sources.zip", folder / "bytecode.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for mode, files in (("optimized", optimized), ("plain", plain)):
            for path in sorted(files):
                if path.endswith(".py"):
                    archive.writestr(f"{mode}/{path}", files[path])
    arguments = [pyodide, INSIDE / "compile_library.py", source, target]
    done = run([node(), NODE_SCRIPTS / "compile.mjs", *arguments])
    if done.returncode:
        raise _failed("Pyodide did not compile its own library under Node.", done.stderr)
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def _record(contents: Mapping[str, bytes], folder: Path) -> set[str]:
    """Boots all of it as a page would, and gives the files that its imports read."""
    packs = {name: write_pack(folder, name, content, level=1) for name, content in contents.items()}
    script = (INSIDE / "record_imports.py").read_text("utf-8")
    with Hosts() as hosts, hosts.host(packs, []) as host:
        replies = list(host.replies([{"evaluate": script}]))
    if not replies:
        raise _failed(f"The packed library does not boot under Node: {host.ending}.", host.log)
    return {path.removeprefix("/") for path in replies[0]["value"].split("\n")}


def _failed(what: str, written: str) -> BuildFailed:
    fault = Fault("sitegen/runtime/library.py", 0, what, "See what it wrote below.", written.strip())
    return BuildFailed([fault])


def _sourceless(files: Files, bytecode: Files) -> Files:
    """Bytecode where the source was: `os.pyc` instead of `os.py`."""
    return {
        f"{path}c" if path.endswith(".py") else path: bytecode.get(f"{path}c", content)
        for path, content in files.items()
    }


def _cached(path: str, tag: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/__pycache__/{name.removesuffix('py')}{tag}"


def _only(files: Files, used: set[str]) -> Files:
    return {path: content for path, content in files.items() if path in used}


def _without(files: Files, others: Files) -> Files:
    return {path: content for path, content in files.items() if path not in others}


def module_names(files: Files, sources: Sources) -> list[str]:
    """The modules that lie in these files, as import statements name them."""
    places = (path.removeprefix(f"{sources.site_packages}/") for path in files)
    return sorted({_module_name(place.removeprefix(f"{sources.lib}/")) for place in places})


def _module_name(place: str) -> str:
    *packages, file = place.split("/")
    return ".".join([*packages, file.partition(".")[0]]).removesuffix(".__init__")
