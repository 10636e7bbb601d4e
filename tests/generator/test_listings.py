"""Which files a page lists as the Python behind a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.base.cache import Cache
from sitegen.references.listings import listings


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


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


def test_the_figure_comes_first_then_what_it_imports_of_its_post(post: Path, cache: Cache) -> None:
    names = [listing["name"] for listing in listings(post, "figure", cache)]
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
    post: Path, cache: Cache
) -> None:
    (post / "two-dice.py").write_text("not this")
    (post / "two_dice").mkdir()
    (post / "two_dice/__init__.py").write_text("from .throw import throw\nfrom ..parts import bars", "utf-8")
    (post / "two_dice/throw.py").write_text("from ..deep import x\nfrom . import throw", "utf-8")
    names = [listing["name"] for listing in listings(post, "two-dice", cache)]
    assert names[:4] == ["two_dice/__init__.py", "two_dice/throw.py", "parts/__init__.py", "parts/bars.py"]
    assert names[4:] == ["deep.py", "words.py", "late.py", "figure.py", "draw.py"]


def test_a_file_is_headed_by_the_first_line_of_its_docstring(post: Path, cache: Cache) -> None:
    titles = {listing["name"]: listing["title"] for listing in listings(post, "figure", cache)}
    assert (titles["figure.py"], titles["deep.py"], titles["words.py"]) == ("A figure.", "A word.", "")


def test_what_was_highlighted_is_kept_until_it_changes(
    post: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = listings(post, "figure", cache)
    lit: list[str] = []
    monkeypatch.setattr("sitegen.markdown.code.highlight", lambda text, language: lit.append(text) or "new")
    assert listings(post, "figure", cache) == first
    assert lit == []

    (post / "deep.py").write_text('"Another."', "utf-8")
    (post / "late.py").unlink()
    again = {listing["name"]: listing for listing in listings(post, "figure", cache)}
    assert lit == ['"Another."']
    assert again["deep.py"] == {"name": "deep.py", "title": "Another.", "html": "<code>new</code>"}
    assert "late.py" not in again


def test_a_module_that_only_a_newer_python_reads_is_listed_as_it_is(post: Path, cache: Cache) -> None:
    (post / "figure.py").write_text('"""A figure."""\nfrom . import words\nlet x be 1\n', "utf-8")
    (listing,) = listings(post, "figure", cache)
    assert listing["title"] == ""
    assert "let" in listing["html"]
