"""Small pure parts of the generator."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

import pytest

from sitegen.base.cache import Cache, digest
from sitegen.base.progress import counted
from sitegen.base.project import Project
from sitegen.base.words import ENGLISH
from sitegen.markdown.headings import slug
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from sitegen.pages.metadata import cite
from sitegen.references.citations import read_bibliography
from sitegen.references.image_size import image_size
from sitegen.references.links import relative
from sitegen.source.config import Config
from sitegen.theme.katex_fonts import trim
from sitegen.theme.templates import Templates, to_json
from tests.generator.conftest import HERE, REPOSITORY

DOT = (HERE / "input" / "markdown" / "content" / "everything" / "dot.png").read_bytes()
CSS = (
    "@font-face{font-family:KaTeX_Main;font-style:normal;font-weight:400;"
    "src:url(fonts/Main.woff2) format('woff2'),url(fonts/Main.ttf)}"
    "@font-face{font-family:KaTeX_Main;font-style:normal;font-weight:700;src:url(fonts/Main-Bold.woff2)}"
    "@font-face{font-family:KaTeX_Math;font-style:italic;font-weight:400;src:url(fonts/Math-Italic.woff2)}"
    ".katex{font:normal 1em KaTeX_Main,serif}.katex .mathnormal{font-family:KaTeX_Math;font-style:italic}"
    ".katex .textbf{font-weight:700}"
)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def iso_image(brand: bytes, width: int, height: int) -> bytes:
    """What AVIF and HEIC say of themselves: an item, and of its properties the size."""
    plain = bytes(4)  # a version and no flags
    size = box(b"ispe", plain + struct.pack(">II", width, height))
    has = box(b"ipma", plain + struct.pack(">IHBB", 1, 1, 1, 1))
    properties = box(b"iprp", box(b"ipco", size) + has)
    first = box(b"pitm", plain + struct.pack(">H", 1))
    return box(b"ftyp", brand + plain + brand) + box(b"meta", plain + first + properties)


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "post/index.html", "post/index.html"),
        ("post/index.html", "index.html", "../index.html"),
        ("post/index.html", "other/index.html#id", "../other/index.html#id"),
        ("post/index.html", "post/a.svg", "a.svg"),
        ("404.html", "assets-1/css/a.css", "assets-1/css/a.css"),
    ],
)
def test_links_are_relative(page: str, target: str, link: str) -> None:
    assert relative(page, target) == link


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (DOT, (3, 2)),
        (DOT[:12], (0, 0)),
        (b"GIF89a\x05\x00\x04\x00", (5, 4)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x04\x00\x05\x01", (5, 4)),
        (b"RIFF....WEBPVP8X........\x04\x00\x00\x03\x00\x00", (5, 4)),
        (iso_image(b"avif", 5, 4), (5, 4)),
        (iso_image(b"heic", 5, 4), (5, 4)),
        (b'<svg xmlns="x" width="5" height="4px">', (5, 4)),
        (b'<?xml version="1.0"?>\n<!-- width="9" height="9" --><svg width="5" height="4">', (5, 4)),
        (b'<svg viewBox="0 0 5.2 3.9">', (5, 4)),
        (b'<svg stroke-width="2" data-height="9" width="5" height="4">', (5, 4)),
        (b"<svg width = '5' data-x='>' height='4.0px'>", (5, 4)),
        (b'<svg width="5em" height="4em" viewBox="0,0,5,4">', (5, 4)),
        (b'<svg width="100%" viewBox="-1 -1 5 4">', (5, 4)),
        (b'<svg width="3.75pt" height="3pt" viewBox="0 0 3.75 3">', (5, 4)),
        (b"text", (0, 0)),
    ],
)
def test_size_of_an_image(data: bytes, size: tuple[int, int]) -> None:
    assert image_size(data) == size


def test_only_fonts_in_use_are_kept() -> None:
    assert trim(CSS, ['<span class="katex">'])[1] == ["Main.woff2"]
    assert trim(CSS, ['<span class="katex"><i class="mord mathnormal">'])[1] == [
        "Main.woff2",
        "Math-Italic.woff2",
    ]
    css, names = trim(CSS, ['<span class="katex"><b class="textbf">'])
    assert names == ["Main.woff2", "Main-Bold.woff2"]
    assert 'src:url("../fonts/Main.woff2") format("woff2")' in css
    assert "ttf" not in css


def test_json_cannot_end_its_script() -> None:
    assert to_json({"a": "</script><!--&"}) == '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026"}'


def test_words_about_dates_and_numbers() -> None:
    assert ENGLISH.long_date(datetime.date(2026, 3, 1)) == "1 March 2026"
    assert [counted(n, "figure") for n in (0, 1, 3)] == ["0 figures", "1 figure", "3 figures"]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Two Words", "two-words"),
        ("Élan, 2×!", "élan-2"),
        ("…", "section"),
        ("λ", "λ"),
        ("ガイド", "ガイド"),
        ("한국어 제목", "한국어-제목"),
        ("Мой", "мой"),
        ("हिन्दी में", "हिन्दी-में"),
        ("E\u0301lan", "\u00e9lan"),
    ],
)
def test_ids_of_headings(text: str, id_: str) -> None:
    assert slug(text) == id_


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_broken_cache_entry_is_made_anew(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("kind", "key", {"a": 1})
    assert cache.get("kind", "key") == {"a": 1}
    next(tmp_path.rglob("*.json")).write_text("{")
    assert cache.get("kind", "key") is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!-- a --> important <!-- b -->", " important "),
        ("<div>\n<!-- a\nb --><p>c</p>\n</div>", "<div>\n<p>c</p>\n</div>"),
        ("<!-- a\n\nb -->", ""),
        ("Before <!-- a --> after", "<p>Before  after</p>\n"),
        ("<!--> important <!-- b -->", " important "),
        ("<script>a = '<!-- kept -->'</script>", "<script>a = '<!-- kept -->'</script>"),
    ],
)
def test_only_comments_are_left_out(text: str, html: str) -> None:
    assert render(parse(text), Resolved()).html == html


BOOK = """@book{a, author = {Cover, Thomas M.}, title = {What is <i>it</i>?}, year = {<b>1</b>},
  publisher = {Wiley Inc.}}
@article{b, author = {Cover, Thomas M.}, title = {Which distributions?}, year = 2006, journal = {Why!}}
"""


def test_bibliography_is_text_not_html_and_keeps_its_own_stops(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "references.bib").write_text(BOOK, "utf-8")
    works = read_bibliography(Project(tmp_path, tmp_path, tmp_path / "cache"))
    assert works["a"].html == (
        "Cover, T. M. (&lt;b&gt;1&lt;/b&gt;). <cite>What is &lt;i&gt;it&lt;/i&gt;?</cite> Wiley Inc."
    )
    assert works["b"].html == "Cover, T. M. (2006). “Which distributions?” <cite>Why!</cite>"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Which distributions?", "Ada Lovelace (2026). Which distributions? Notes."),
        ("Entropy", "Ada Lovelace (2026). Entropy. Notes."),
    ],
)
def test_line_to_cite_a_post_has_no_stop_after_a_question_mark(title: str, text: str) -> None:
    author = {"name": "Ada Lovelace", "kind": "person", "url": "", "orcid": ""}
    entry = {"title": title, "slug": "a-post", "date": datetime.date(2026, 1, 2), "authors": [author]}
    assert cite(Config("Notes", "", [author]), entry, "")["text"] == text


def test_a_figures_parameters_are_written_as_the_page_writes_them(tmp_path: Path) -> None:
    """The same words as `setting` in js/state/parameters.js."""
    numbers = {"min": 0, "max": 1, "fine": 1e-05}
    control = {"kind": "slider", "label": "Rate", "symbol": "r", "unit": "Hz"} | numbers
    theme = Templates(Project(tmp_path, REPOSITORY, tmp_path))
    for value, text in ((5e-05, "0.00005"), (0.1 + 0.2, "0.3"), (2.0, "2")):
        said = theme.call("figure.html", "setting", {}, {"control": control, "value": value})
        assert said == f"Rate, r = {text} Hz"
