"""Which files a page lists as the Python behind a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.base.project import Project
from sitegen.references.listings import listings


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, tmp_path / "cache")


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A post's folder, and beside it another's."""
    for path, *lines in [
        ["other/helper.py"],
        [
            "post/figure.py",
            '"""A figure.',
            "",
            'More of it."""',
            "from .words import say",
            "from . import draw, A",
        ],
        [
            "post/draw.py",
            "import numpy",
            "from . import words",
            "from .parts import bars",
            "from ..other import helper",
        ],
        ["post/words.py", "def say():", "    from .late import word", "from .deep import x"],
        ["post/late.py", "from .figure import figure", "from .missing import nothing"],
        ["post/unused.py"],
        ["post/parts/__init__.py", "from .bars import BARS"],
        ["post/parts/bars.py", "from .. import words", "from ..deep import x", "from . import __init__"],
        ["post/deep.py", '"A word."'],
    ]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("\n".join(lines), "utf-8")
    return tmp_path / "post"


def test_the_figure_comes_first_then_what_it_imports_of_its_post(post: Path, project: Project) -> None:
    names = [listing["name"] for listing in listings(project, post, "figure")]
    assert names == [
        "figure.py",
        "words.py",
        "draw.py",
        "late.py",
        "deep.py",
        "parts/__init__.py",
        "parts/bars.py",
    ]


def test_a_figure_that_is_a_folder_comes_first_then_its_parts_and_what_figures_share(
    post: Path, project: Project
) -> None:
    (post / "two-dice.py").write_text("not this")
    (post / "two_dice").mkdir()
    (post / "two_dice/__init__.py").write_text("from .throw import throw\nfrom ..parts import bars", "utf-8")
    (post / "two_dice/throw.py").write_text("from ..deep import x\nfrom . import throw", "utf-8")
    names = [listing["name"] for listing in listings(project, post, "two-dice")]
    assert names[:4] == ["two_dice/__init__.py", "two_dice/throw.py", "parts/__init__.py", "parts/bars.py"]
    assert names[4:] == ["deep.py", "words.py", "late.py", "figure.py", "draw.py"]


def test_a_file_is_headed_by_the_first_line_of_its_docstring(post: Path, project: Project) -> None:
    titles = {listing["name"]: listing["title"] for listing in listings(project, post, "figure")}
    assert (titles["figure.py"], titles["deep.py"], titles["words.py"]) == ("A figure.", "A word.", "")


def test_what_was_highlighted_is_kept_until_it_changes(
    post: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = listings(project, post, "figure")
    lit: list[str] = []
    monkeypatch.setattr("sitegen.markdown.code.highlight", lambda text, language: lit.append(text) or "new")
    assert listings(project, post, "figure") == first
    assert lit == []

    (post / "deep.py").write_text('"Another."', "utf-8")
    (post / "late.py").unlink()
    again = {listing["name"]: listing for listing in listings(project, post, "figure")}
    assert lit == ['"Another."']
    assert again["deep.py"] == {"name": "deep.py", "title": "Another.", "html": "<code>new</code>"}
    assert "late.py" not in again


def test_a_module_that_only_a_newer_python_reads_is_listed_as_it_is(post: Path, project: Project) -> None:
    (post / "figure.py").write_text('"""A figure."""\nfrom . import words\nlet x be 1\n', "utf-8")
    (listing,) = listings(project, post, "figure")
    assert listing["title"] == ""
    assert "let" in listing["html"]


def test_services_follow_and_the_parts_of_the_library_that_they_name(post: Path, project: Project) -> None:
    for path, *lines in [
        ["post/words.py", "from explorable import Call", 'Call("oracle", "say")'],
        ["services/oracle/__init__.py", '"""An oracle."""', "from maths import odds", "from .hands import A"],
        ["services/oracle/hands.py", "import maths.other"],
        ["services/unasked.py"],
        ["py/maths/src/maths/__init__.py", "from .other import X"],
        ["py/maths/src/maths/other.py"],
        ["py/maths/src/maths/odds/__init__.py", "from ..other import X", "from .even import EVEN"],
        ["py/maths/src/maths/odds/even.py"],
    ]:
        (project.root / path).parent.mkdir(parents=True, exist_ok=True)
        (project.root / path).write_text("\n".join(lines), "utf-8")
    found = {listing["name"]: listing["title"] for listing in listings(project, post, "figure")}
    assert list(found)[-4:] == [
        "services/oracle/__init__.py",
        "services/oracle/hands.py",
        "maths/odds/__init__.py",
        "maths/odds/even.py",
    ]
    assert found["services/oracle/__init__.py"] == "An oracle."
