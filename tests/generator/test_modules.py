"""What goes along with a figure: its module, those that it imports, the data that they name; nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.base.cache import Cache
from sitegen.drawing.missing import remedy
from sitegen.source.modules import Made, Packages, figures_there, made_of, module_file


def made(folder: Path, *figures: str) -> Made:
    return made_of(folder, figures, Cache(folder.parent / "cache"))


@pytest.fixture
def post(tmp_path: Path) -> Path:
    files = {
        "coin-toss.py": "",
        "coin_toss.py": "from .parts.sides import SIDES\nA = data_file('a.csv')",
        "dice.py": "import explorable\nB = explorable.data_file('parts/b.csv')",
        "__init__.py": "",
        "parts/__init__.py": "",
        "parts/sides.py": "B = data_file('b.csv')\nA = data_file('../a.csv')",
        "parts/b.csv": "1",
        "a.csv": "2",
        "unused.py": "",
        "notes.txt": "private",
        "paper.pdf": "linked",
    }
    for name, text in files.items():
        (tmp_path / "post" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "post" / name).write_text(text)
    return tmp_path / "post"


def test_a_figure_takes_along_what_it_imports_and_names(post: Path) -> None:
    both = made(post, "coin-toss", "dice")
    modules = ["coin_toss.py", "dice.py", "__init__.py", "parts/__init__.py", "parts/sides.py"]
    assert list(both.modules) == modules
    assert sorted(both.data) == ["a.csv", "parts/b.csv"]
    assert sorted(both.contents()) == sorted([*both.modules, *both.data])
    assert list(made(post, "dice").modules) == ["dice.py", "__init__.py"]


def test_a_large_file_travels_where_a_module_says_so(post: Path) -> None:
    calls = "Data('a.csv')", "Data('parts/b.csv', travels=True)", "Data('a.csv', travels=False)"
    (post / "dice.py").write_text("\n".join(["from explorable import Data", *calls, "Data('parts/b.csv')"]))
    assert {name: large.travels for name, large in made(post, "dice").large.items()} == {
        "a.csv": False,
        "parts/b.csv": True,
    }
    for wish in ("travels", "offered"):
        (post / "dice.py").write_text(f"import explorable\nexplorable.Data('a.csv', {wish}=1 > 0)")
        found = made(post, "dice")
        assert not found.large
        assert [(line, what) for _, (line, what, _) in found.wrong] == [
            (2, "whether a data file travels, or is offered, is computed")
        ]


def test_a_file_that_is_offered_need_not_be_there(post: Path) -> None:
    calls = "Data('gone.bin', offered=True)", "Data('a.csv', offered=True)", "Data('a.csv')"
    more = "Data('also-gone.bin')"
    (post / "dice.py").write_text("\n".join(["from explorable import Data", *calls, more]))
    found = made(post, "dice")
    assert {name: (large.offered, large.file.is_file()) for name, large in found.large.items()} == {
        "gone.bin": (True, False),
        "a.csv": (True, True),
    }
    assert [what for _, (_, what, _) in found.wrong] == ["there is no data file `also-gone.bin`"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A post with a figure that is a folder, a file, and what they share."""
    files = {
        "two_dice/__init__.py": "from .throw import throw\nfrom ..shared.sides import S\nfigure = Figure()",
        "two_dice/throw.py": "A = data_file('../data/a.csv')",
        "two_dice/unused.py": "",
        "shared/sides.py": "",
        "coin.py": "from .shared import sides\nfigure = Figure()",
        "data/a.csv": "1",
    }
    for name, text in files.items():
        (tmp_path / "dice" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dice" / name).write_text(text)
    return tmp_path / "dice"


def test_a_figure_may_be_a_folder(folder: Path) -> None:
    assert figures_there(folder) == ["coin", "two-dice"]
    found = made(folder, "two-dice")
    assert list(found.modules) == ["two_dice/__init__.py", "two_dice/throw.py", "shared/sides.py"]
    assert list(found.data) == ["data/a.csv"]
    assert not found.wrong


def test_where_there_are_both_a_folder_goes_before_a_file(folder: Path) -> None:
    (folder / "two_dice.py").write_text("")
    assert module_file(folder, "two-dice") == folder / "two_dice" / "__init__.py"
    (folder / "again.py").write_text("from . import two_dice")
    assert list(made(folder, "again").modules)[:2] == ["again.py", "two_dice/__init__.py"]


def test_what_links_fetch_from_elsewhere_stays_there(post: Path) -> None:
    (post.parent / "secret.py").write_text("SECRET = 1")
    (post.parent / "secret.csv").write_text("secret")
    (post / "linked.py").symlink_to(post.parent / "secret.py")
    (post / "linked.csv").symlink_to(post.parent / "secret.csv")
    (post / "again.csv").symlink_to(post / "a.csv")
    lines = "from .linked import SECRET", "data_file('linked.csv')", "data_file('again.csv')"
    (post / "dice.py").write_text("\n".join(lines))
    found = made(post, "dice")
    assert list(found.modules) == ["dice.py", "__init__.py"] and list(found.data) == ["again.csv"]
    ((file, (line, what, _)),) = found.wrong
    assert (file, line) == (post / "dice.py", 2)
    assert what == "the data file `linked.csv` lies outside of the post's folder"


@pytest.mark.parametrize(
    ("text", "library"),
    [
        ("import decimal", {"decimal"}),
        ("def f():\n    import xml.dom as d\n    d.pulldom", {"xml.dom", "xml.dom.pulldom"}),
        (
            "import numpy as np\nnp.random.default_rng(1)",
            {"numpy", "numpy.random", "numpy.random.default_rng"},
        ),
        ("from numpy import fft", {"numpy", "numpy.fft"}),
        ("import xml.dom\nxml.sax", {"xml.dom", "xml.sax"}),
    ],
)
def test_what_a_module_may_import_of_the_library_is_known(post: Path, text: str, library: set[str]) -> None:
    (post / "dice.py").write_text(text)
    found = made(post, "dice")
    assert found.library >= library
    assert not found.dynamic


@pytest.mark.parametrize("text", ["__import__('x')", "import importlib\nimportlib.import_module('x')"])
def test_imports_that_only_running_tells_are_known_to_be_there(post: Path, text: str) -> None:
    (post / "dice.py").write_text(text)
    assert made(post, "dice").dynamic


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("FileNotFoundError: [Errno 44] No such file or directory: '/posts/post/parts/b.csv'", "b.csv"),
        ("FileNotFoundError: /posts/post/parts/b.csv not found.", "b.csv"),
        ("FileNotFoundError: [Errno 44] No such file or directory: 'a.csv'", "../a.csv"),
        ("FileNotFoundError: [Errno 44] No such file or directory: '/posts/post/parts'", "./…"),
        ("FileNotFoundError: [Errno 44] No such file or directory: '/posts/post/gone.csv'", ""),
        ("ValueError: 'a.csv' is no number", ""),
    ],
)
def test_a_file_that_no_module_names_is_to_be_named(post: Path, message: str, told: str) -> None:
    said = remedy(post, "parts/sides.py", message)
    assert (f'Write `data_file("{told}")`' in said) if told else said == ""


@pytest.mark.parametrize(
    ("reader", "name", "line"),
    [
        ("two_dice/__init__.py", "throw", "from . import throw"),
        ("two_dice/__init__.py", "posts.dice.two_dice.throw", "from . import throw"),
        ("two_dice/throw.py", "posts.dice.shared.sides", "from ..shared import sides"),
        ("two_dice/__init__.py", "shared.sides", "from ..shared import sides"),
        ("coin.py", "shared.sides", "from .shared import sides"),
        ("coin.py", "two_dice", "from . import two_dice"),
    ],
)
def test_a_module_of_the_post_is_to_be_imported_from_where_the_figure_lies(
    folder: Path, reader: str, name: str, line: str
) -> None:
    said = remedy(folder, reader, f"ModuleNotFoundError: No module named '{name}'")
    assert said == f"It lies beside the figure: import it by `{line}`."


def test_a_data_file_is_to_be_named_from_a_figure_s_own_folder(folder: Path) -> None:
    message = "FileNotFoundError: [Errno 44] No such file or directory: 'data/a.csv'"
    assert 'Write `data_file("../data/a.csv")`' in remedy(folder, "two_dice/throw.py", message)


def test_a_module_beside_the_figure_is_to_be_imported_from_there(post: Path) -> None:
    for name in ("unused", "posts.post.unused"):
        said = remedy(post, "dice.py", f"ModuleNotFoundError: No module named '{name}'")
        assert said == "It lies beside the figure: import it by `from . import unused`."
    assert remedy(post, "dice.py", "ModuleNotFoundError: No module named 'posts.post.nowhere'") == ""


def test_a_package_that_no_figure_has_is_answered_with_those_it_has(post: Path) -> None:
    said = remedy(post, "dice.py", "ModuleNotFoundError: No module named 'pandas'")
    assert said.startswith("A figure finds numpy, explorable, nexttoken, ")


def test_packages_are_looked_through_for_what_is_imported(tmp_path: Path) -> None:
    for name, text in {
        "dice/__init__.py": "",
        "dice/throws.py": "from .sides import SIDES\nimport cards\n",
        "dice/sides.py": "SIDES = 6\n",
        "dice/other.py": "from json import dumps\n",
        "cards/__init__.py": "ACE = 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    def keys() -> list[str]:
        packages = Packages([tmp_path], Cache(tmp_path / "cache"))
        return [
            packages.key(names)
            for names in (["dice.throws"], ["dice.throws", "dice.throws.SIDES"], ["dice.other"])
        ]

    first = keys()
    for name, changed in {
        "dice/sides.py": [True, True, False],
        "cards/__init__.py": [True, True, False],
        "dice/other.py": [False, False, True],
        "dice/__init__.py": [True, True, True],
    }.items():
        before = keys()
        (tmp_path / name).write_text("# changed\n")
        assert [now != old for now, old in zip(keys(), before, strict=True)] == changed, name
    assert keys() != first


def test_what_a_package_names_for_later_goes_along_with_what_imports_it(tmp_path: Path) -> None:
    for name, text in {
        "dice/__init__.py": '__later__ = ("throws", "cups")\n',
        "dice/throws/__init__.py": "from .fair import FAIR\n",
        "dice/throws/fair.py": "from dice.sides import SIDES\nFAIR = 1\n",
        "dice/throws/unasked.py": "",
        "dice/cups.py": "import dice.throws\n",
        "dice/sides.py": "SIDES = 6\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    packages = Packages([tmp_path], Cache(tmp_path / "cache"))
    throws = {name: tmp_path / name for name in ("dice/throws/__init__.py", "dice/throws/fair.py")}
    assert packages.later(["dice.throws"]) == throws
    assert packages.later(["dice.cups"]) == {"dice/cups.py": tmp_path / "dice/cups.py", **throws}
    assert packages.later(["dice.sides", "dice", "json"]) == {}
