"""What a figure is made of: its own file, what that imports of its post, and the data files that these name.

Nothing else of the post's folder leaves it for a figure. It is read from the text, without running it. The
site's services are made of the same, and cells, but for the file of their own.
"""

from __future__ import annotations

import ast
import functools
import os
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import accumulate
from pathlib import Path, PurePosixPath

from sitegen.base.cache import Cache, digest
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.base.texts import shown

DATA_FILE = "data_file"
"""The function of `explorable` that names a data file."""
_LARGE, _SERVICES = "explorable.Data", {"explorable.Call", "explorable.Stream"}

_DYNAMIC = {"__import__", "import_module"}
_COMPUTED_SERVICE = (
    "the name of a service is computed",
    'Write it out, so that its module goes along: `Call("model", …)`.',
)


_COMPUTED_WISH = (
    "whether a data file travels, or is offered, is computed",
    'Write it out: `Data("model.gguf", travels=True)`.',
)

type Named = tuple[str | None, int]
"""What a call has written as its first argument, None where that is computed, and its line."""
type NamedLarge = tuple[str | None, int, bool | None, bool | None]
"""The same of a call of `Data`, and whether the file travels, and is offered."""


@dataclass(frozen=True)
class Module:
    """What a module says of itself.

    `title` is the first line of its docstring. `imports` holds its relative imports, as in `.draw` or
    `.parts.bars`, `library` all else that it may import, as in `numpy.random`; `dynamic` says whether it
    imports what only running it tells. `data` holds the arguments of its calls of `data_file`, None for one
    that is not written out, and their lines; `large` those of `Data`, `services` those of `Call` and
    `Stream`.
    """

    title: str = ""
    imports: list[str] = field(default_factory=list)
    library: list[str] = field(default_factory=list)
    dynamic: bool = False
    data: list[Named] = field(default_factory=list)
    large: list[NamedLarge] = field(default_factory=list)
    services: list[Named] = field(default_factory=list)


@dataclass(frozen=True)
class Large:
    """A data file that is brought when it is needed; where it `travels`, offline copies hold it.

    What is `offered` is fetched only where a reader asks for it, and need not be there.
    """

    file: Path
    travels: bool
    offered: bool = False


@dataclass(frozen=True)
class Made:
    """What figures are made of: files by their path in the post's folder, the figures' own modules first.

    `large` are the data files that are brought when they are needed, `services` the names of those that are
    asked, with the file and the line that ask.
    """

    modules: dict[str, Path]
    data: dict[str, Path]
    large: dict[str, Large]
    services: dict[str, tuple[Path, int]]
    library: frozenset[str]
    dynamic: bool
    wrong: list[tuple[Path, tuple[int, str, str]]]

    def faults(self, project: Project) -> list[Fault]:
        """What is wrong with the names of data files."""
        return [Fault(shown(project, file), *rest) for file, rest in self.wrong]

    def contents(self) -> dict[str, bytes]:
        """All files that go along with them."""
        return {name: file.read_bytes() for name, file in self._files}

    def key(self, cache: Cache) -> str:
        """Changes when one of these files does."""
        return digest(*(part for name, file in self._files for part in (name, _digest_of(file, cache))))

    @property
    def _files(self) -> list[tuple[str, Path]]:
        return sorted({**self.modules, **self.data}.items())


def _digest_of(file: Path, cache: Cache) -> str:
    return cache.once(("digest", file), lambda: digest(file.read_bytes()))


class _Folder:
    """The Python files that lie in a folder, as imports find them: it is looked through once.

    Not what a symbolic link fetches from elsewhere, nor a folder that is one: all of it would be public.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.real = path.resolve()
        self._files = dict(self._python())
        self.places = {file: place for place, file in self._files.items()}
        self.targets = functools.cache(self._targets)

    def _targets(self, file: Path, mention: str) -> list[Path]:
        """The files that a relative import in `file` has Python read: packages on the way, and the module."""
        path = mention.lstrip(".")
        level = len(mention) - len(path) - 1
        within = self.places.get(file, file.name).split("/")[:-1]
        if level > len(within):
            return []
        start, names = within[: len(within) - level], path.split(".")
        *ways, module = accumulate(names, "{}{}/".format, initial="".join(f"{name}/" for name in start))
        packages = (self._files.get(f"{way}__init__.py") for way in ways[1:])
        last = self._files.get(f"{module}__init__.py") or self._files.get(f"{module[:-1]}.py")
        return [file for file in (*packages, last) if file]

    def _python(self) -> Iterator[tuple[str, Path]]:
        """By their places; what no import can name is left out."""
        for inside, folders, names in os.walk(self.path):
            folders[:] = filter(str.isidentifier, folders)
            way = Path(inside)
            for file in (way / name for name in names if name.endswith(".py")):
                if file.is_file() and (not file.is_symlink() or file.resolve().is_relative_to(self.real)):
                    yield file.relative_to(self.path).as_posix(), file


def made_of(folder: Path, figures: Iterable[str], cache: Cache, cells: Iterable[str] = ()) -> Made:
    """What figures of the post in `folder` are made of, by their ids; of those that there are.

    Or what its `cells` take along, whose code has its place in the post's text.
    """
    asked = folder, tuple(figures), tuple(cells)
    return cache.once(("made", *asked), lambda: _made_of(*asked, cache))


def _made_of(folder: Path, figures: Sequence[str], cells: Sequence[str], cache: Cache) -> Made:
    post = cache.once(("folder", folder), lambda: _Folder(folder))
    roots = [module_file(folder, figure) for figure in figures]
    files = [file for file in [*roots, folder / "__init__.py"] if file in post.places]
    read = [(file, read_module(file, cache)) for file in files]
    read += [(folder / "index.md", _read(cell)) for cell in cells]
    seen = set(files)
    data: dict[str, Path] = {}
    large: dict[str, Large] = {}
    services: dict[str, tuple[Path, int]] = {}
    library: set[str] = set()
    wrong: list[tuple[Path, tuple[int, str, str]]] = []
    dynamic = False
    for file, module in read:  # grows on the way
        found = (target for mention in module.imports for target in post.targets(file, mention))
        more = [target for target in dict.fromkeys(found) if target not in seen]
        files += more
        read += [(target, read_module(target, cache)) for target in more]
        seen.update(more)
        library.update(module.library)
        dynamic |= module.dynamic
        for name, line in module.data:
            named = _data(post, file, name)
            if isinstance(named, Path):
                data[named.relative_to(folder).as_posix()] = named
            else:
                wrong.append((file, (line, *named)))
        for name, line, travels, offered in module.large:
            computed = travels is None or offered is None
            named = _COMPUTED_WISH if computed else _data(post, file, name, missing=bool(offered))
            if isinstance(named, Path):
                place = named.relative_to(folder).as_posix()
                known = large.get(place, Large(named, False))
                large[place] = Large(named, bool(travels or known.travels), bool(offered or known.offered))
            else:
                wrong.append((file, (line, *named)))
        for name, line in module.services:
            if name is None:
                wrong.append((file, (line, *_COMPUTED_SERVICE)))
            else:
                services.setdefault(name, (file, line))
    modules = {post.places[file]: file for file in files}
    return Made(modules, data, large, services, frozenset(library), dynamic, wrong)


def module_name(figure: str) -> str:
    """A figure's id as Python imports it. `explorable.worker` and a page's take-away script name it alike."""
    return figure.replace("-", "_")


def module_file(folder: Path, figure: str) -> Path:
    """The file that must define a figure: a folder of that name goes before a file, as Python has it."""
    package = folder / module_name(figure) / "__init__.py"
    return package if package.is_file() else folder / f"{module_name(figure)}.py"


def figures_there(folder: Path) -> list[str]:
    """The ids of the figures that a post's folder defines, as far as their text tells."""
    files = [*folder.glob("*.py"), *folder.glob("*/__init__.py")]
    figures = (file for file in files if b"Figure(" in file.read_bytes())
    return sorted(_module_of(file).replace("_", "-") for file in figures)


def _module_of(file: Path) -> str:
    return file.parent.name if file.name == "__init__.py" else file.stem


class Packages:
    """Python packages, by the folders that they lie in, and what of them importing modules reads."""

    def __init__(self, folders: Sequence[Path], cache: Cache) -> None:
        self._folders = [_Folder(folder) for folder in folders]
        self._lies_in = {path.name: folder for folder in self._folders for path in folder.path.glob("*")}
        self._places = {file: place for folder in self._folders for file, place in folder.places.items()}
        self._hash = functools.partial(_digest_of, cache=cache)
        self._imports = functools.cache(lambda file: self._imported(read_module(file, cache), file))
        self._found = functools.cache(self._files_of)
        self._later = functools.cache(_named_later)

    def key(self, names: Iterable[str]) -> str:
        """Changes when a file does that importing modules of these names has Python read."""
        return digest(*(part for file in sorted(self._read(names)) for part in (file.name, self._hash(file))))

    def later(self, names: Iterable[str]) -> dict[str, Path]:
        """Return what importing these has Python read of modules that a package names in `__later__`.

        By their places beside the packages.
        """
        places = {self._places[file]: file for file in self._read(names)}
        return {place: file for place, file in places.items() if self._is_later(place)}

    def _read(self, names: Iterable[str]) -> list[Path]:
        files = self._named(names)
        seen = set(files)
        for file in files:  # grows on the way
            more = [target for target in self._imports(file) if target not in seen]
            files += more
            seen.update(more)
        return files

    def _is_later(self, place: str) -> bool:
        package, _, rest = place.partition("/")
        module = rest.partition("/")[0].removesuffix(".py")
        return module in self._later(self._lies_in[package].path / package / "__init__.py")

    def _imported(self, module: Module, file: Path) -> list[Path]:
        (folder,) = (folder for folder in self._folders if file in folder.places)
        own = [target for mention in module.imports for target in folder.targets(file, mention)]
        return list(dict.fromkeys([*own, *self._named(module.library)]))

    def _named(self, names: Iterable[str]) -> list[Path]:
        return list(dict.fromkeys(target for name in names for target in self._found(name)))

    def _files_of(self, name: str) -> list[Path]:
        """Most modules import the same few names, and most of these are not ours."""
        folder = self._lies_in.get(name.partition(".")[0])
        return folder.targets(folder.path / "any.py", f".{name}") if folder else []


def _named_later(package: Path) -> frozenset[str]:
    """What a package names in `__later__`, as its text tells."""
    for node in ast.parse(source(package)).body if package.is_file() else ():
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__later__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def read_module(file: Path, cache: Cache) -> Module:
    """What a file says of itself; nothing where only the packed Python understands it, which may be newer."""
    return cache.once(("module", file), lambda: _read_file(file, cache))


def _read_file(file: Path, cache: Cache) -> Module:
    text = source(file)
    key = digest(cache.version, text)
    known = cache.latest("module", str(file), key)
    if known is not None:
        named = {key: [tuple(entry) for entry in known[key]] for key in ("data", "large", "services")}
        return Module(**known | named)
    module = _read(text)
    cache.keep_latest("module", str(file), key, vars(module))
    return module


def source(file: Path) -> str:
    """The text of a module as Python reads it, which knows of other encodings than UTF-8."""
    try:
        with tokenize.open(file) as opened:
            return opened.read()
    except (SyntaxError, UnicodeDecodeError):
        return file.read_text("utf-8", errors="replace")


def _read(text: str) -> Module:
    try:
        with warnings.catch_warnings(action="ignore"):  # the author hears of it from the packed Python
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return Module()
    nodes = list(ast.walk(tree))
    relative = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
    relative.sort(key=lambda node: (node.lineno, node.col_offset))
    calls = [(_called(node), node) for node in nodes if isinstance(node, ast.Call)]
    known = _imported(nodes)
    named = [(called, _text(node), node.lineno) for called, node in calls]
    needed = [(_dotted(node.func, known), _text(node), node.lineno) for _, node in calls]
    large = [node for _, node in calls if _dotted(node.func, known) == _LARGE]
    return Module(
        title=(ast.get_docstring(tree) or "").partition("\n")[0],
        imports=[mention for node in relative for mention in _mentions(node)],
        library=sorted(set(_library(nodes, known))),
        dynamic=any(called in _DYNAMIC for called, _ in calls),
        data=_of({DATA_FILE}, named),
        large=sorted(map(_large, large), key=lambda entry: entry[1]),
        services=_of(_SERVICES, needed),
    )


def _of(functions: Set[str], calls: list[tuple[str, str | None, int]]) -> list[Named]:
    """What the calls of some functions name, by line."""
    return sorted(
        ((text, line) for called, text, line in calls if called in functions), key=lambda entry: entry[1]
    )


def _called(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "attr", getattr(function, "id", ""))


def _text(call: ast.Call) -> str | None:
    argument = call.args[0] if call.args else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _large(call: ast.Call) -> NamedLarge:
    return _text(call), call.lineno, _wish(call, "travels"), _wish(call, "offered")


def _wish(call: ast.Call, name: str) -> bool | None:
    """What a call says of it, None where that is computed."""
    said = next((keyword.value for keyword in call.keywords if keyword.arg == name), ast.Constant(False))
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, bool) else None


def _mentions(node: ast.ImportFrom) -> Iterator[str]:
    """`from .parts import bars` may mean a module `bars` or a name in `parts`: both are mentioned."""
    start = "." * node.level
    if node.module:
        yield start + node.module
    prefix = f"{start}{node.module}." if node.module else start
    yield from (prefix + alias.name for alias in node.names)


def _imported(nodes: list[ast.AST]) -> dict[str, str]:
    """What names stand for that a module imports: `{"np": "numpy"}`."""
    known = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                known[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def _library(nodes: list[ast.AST], known: dict[str, str]) -> Iterator[str]:
    """Modules that are imported by name, and what may be one: `np.random` is, once it is asked for."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and (name := _dotted(node, known)):
            yield name


def _dotted(node: ast.expr, known: dict[str, str]) -> str:
    """`numpy.random` for `np.random`; "" for an attribute of what is no module."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    parent = _dotted(node.value, known) if isinstance(node, ast.Attribute) else ""
    return f"{parent}.{node.attr}" if isinstance(node, ast.Attribute) and parent else ""


def _data(post: _Folder, file: Path, name: str | None, *, missing: bool = False) -> Path | tuple[str, str]:
    """The file that a call of `data_file` in `file` names; or what is wrong, and what would be right.

    It may be `missing`.
    """
    if name is None:
        what = "the name of a data file is computed"
        return (what, 'Write it out, so that the file is known: `data_file("data/words.json")`.')
    path = PurePosixPath(name)
    target = file.parent / path
    if path.is_absolute() or not target.resolve().is_relative_to(post.real):
        what = f"the data file `{name}` lies outside of the post's folder"
        return (what, "Put it beside the post's text; what is elsewhere is not published.")
    if target.is_file() or missing:
        return Path(os.path.normpath(target))
    what = f"there is no data file `{name}`"
    near = get_close_matches(target.name, sorted(p.name for p in target.parent.glob("*") if p.is_file()), 1)
    folder = f"{path.parent.as_posix()}/" if path.parent.name else ""
    remedy = (
        f"Did you mean `{folder}{near[0]}`?" if near else "Its place is written from the module's folder."
    )
    return what, remedy
