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
    names = [listing["name"] for listing in listings(post / "figure.py", cache)]
    assert names == [
        "figure.py",
        "words.py",
        "draw.py",
        "late.py",
        "deep.py",
        "parts/__init__.py",
        "parts/bars.py",
    ]


def test_a_file_is_headed_by_the_first_line_of_its_docstring(post: Path, cache: Cache) -> None:
    titles = {listing["name"]: listing["title"] for listing in listings(post / "figure.py", cache)}
    assert (titles["figure.py"], titles["deep.py"], titles["words.py"]) == ("A figure.", "A word.", "")


def test_what_was_highlighted_is_kept_until_it_changes(
    post: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = listings(post / "figure.py", cache)
    lit: list[str] = []
    monkeypatch.setattr("sitegen.markdown.code.highlight", lambda text, language: lit.append(text) or "new")
    assert listings(post / "figure.py", cache) == first
    assert lit == []

    (post / "deep.py").write_text('"Another."', "utf-8")
    (post / "late.py").unlink()
    again = {listing["name"]: listing for listing in listings(post / "figure.py", cache)}
    assert lit == ['"Another."']
    assert again["deep.py"] == {"name": "deep.py", "title": "Another.", "html": "<code>new</code>"}
    assert "late.py" not in again


def test_a_module_that_only_a_newer_python_reads_is_listed_as_it_is(post: Path, cache: Cache) -> None:
    (post / "figure.py").write_text('"""A figure."""\nfrom . import words\nlet x be 1\n', "utf-8")
    (listing,) = listings(post / "figure.py", cache)
    assert listing["title"] == ""
    assert "let" in listing["html"]
