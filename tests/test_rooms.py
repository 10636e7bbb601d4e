"""README's map is true: its folders are there, and rooms import only from those after them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
JS = ROOT / "templates" / "assets" / "js"
LINE = re.compile(r"(?P<root> {0,2}[a-z][\w/-]*/)?\s+(?P<told>.+)")
FOLDER = re.compile(r"(?<![\w/*])([a-z][\w/-]*)/(?!\w)")
ROOM = re.compile(r"(?<![\w/*])([a-z][\w-]*)(?:/|\.py)(?!\w)")
INSIDE = "inside"  # folders of what runs in the packed Python, not in the build


def the_map() -> dict[str, str]:
    """What README says of each folder at the left of its map."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- map -->\n```\n(.*?)```", text, re.DOTALL)
    assert found
    told: dict[str, str] = {}
    root = around = ""
    for line in found[1].splitlines():
        parts = LINE.fullmatch(line)
        assert parts, line
        if written := parts["root"]:
            root = (around if written.startswith(" ") else "") + written.strip()
            around = root if not written.startswith(" ") else around
        told[root] = f"{told.get(root, '')} {parts['told']}"
    return told


MAP = the_map()


def test_the_map_has_ten_lines() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.partition("<!-- map -->\n```\n")[2].partition("```")[0].count("\n") == 10


@pytest.mark.parametrize("root", MAP)
def test_the_folders_of_the_map_are_there(root: str) -> None:
    assert (ROOT / root).is_dir()
    for name in FOLDER.findall(MAP[root]):
        assert any(path.is_dir() for path in (ROOT / root).rglob(name)), f"{root} has no {name}/"


def test_the_tour_leads_through_files_that_are_there() -> None:
    stops = re.findall(r"`([\w/.-]+/[\w.-]+\.\w+)`", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8"))
    assert len(stops) > 30
    assert [stop for stop in stops if not (ROOT / stop).is_file()] == []


@pytest.mark.parametrize("root", ["sitegen/", "templates/assets/js/"])
def test_the_map_names_every_room(root: str) -> None:
    folders = {path.name for path in (ROOT / root).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set(rooms(root))


def test_the_generator_s_rooms_import_only_from_those_after_them() -> None:
    assert list(upward(rooms("sitegen/"), python_imports())) == []


def test_the_scripts_rooms_import_only_from_those_after_them() -> None:
    assert list(upward(rooms("templates/assets/js/"), script_imports())) == []


def test_an_import_upward_is_seen() -> None:
    assert list(upward(["a", "b"], [("b", "a", "b/x.py"), ("a", "b", "a/y.py")])) == ["b/x.py imports from a"]


def rooms(root: str) -> list[str]:
    """The rooms directly in a folder, in the map's order."""
    names = dict.fromkeys(ROOM.findall(MAP[root]))
    return [name for name in names if (ROOT / root / name).is_dir() or (ROOT / root / f"{name}.py").is_file()]


def upward(order: list[str], imports: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """The imports from a room before one's own. What the map does not name stands above all."""
    place = {name: number for number, name in enumerate(order)}
    for room, other, file in imports:
        if room != other and place.get(other, -1) < place.get(room, -1):
            yield f"{file} imports from {other}"


def python_imports() -> Iterator[tuple[str, str, str]]:
    """The importing room, the imported one, the file."""
    folder = ROOT / "sitegen"
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder)
        if INSIDE in path.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name in _modules(node):
                if name.startswith("sitegen."):
                    yield path.parts[0].removesuffix(".py"), name.split(".")[1], path.as_posix()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module == "sitegen":
        return [f"sitegen.{alias.name}" for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def script_imports() -> Iterator[tuple[str, str, str]]:
    """As `python_imports`; types are no imports."""
    for file in sorted(JS.rglob("*.js")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in re.findall(r"(?:from|import)\s*\(?\s*'(\.[^']+)'", text):
            other = (file.parent / name).resolve()
            if other.is_relative_to(JS):
                path = file.relative_to(JS)
                yield path.parts[0], other.relative_to(JS).parts[0], path.as_posix()
