"""What a reader takes along: a post as one file, and the site as an archive."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from base64 import b64encode
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.paths import RECORD
from sitegen.base.project import Project, open_project
from sitegen.build import Options, build
from sitegen.checking.reading import read_page
from sitegen.output.offline import SiteFiles, copy_of
from sitegen.output.offline.as_text import to_text
from sitegen.output.offline.ascii import in_ascii
from sitegen.output.offline.sheets import with_fonts
from tests.generator.conftest import HERE, REPOSITORY

PACK = re.compile(rb'<script type="application/octet-stream" id="([^"]*)">([^<]*)</script>')
ADDRESS = "https://example.org/notes/"
POST = """---
title: Tokens
date: 2026-01-01
description: A post with everything that a page loads.
---

::: figure coin
:::

See [the other](../plain/index.md#words), [here](#coin?p=0.3), [data](points.csv) and $\\rho$. A term.

![A dot](dot.svg)
"""
PLAIN = """---
title: “Plain” – naïve
date: 2026-01-02
description: A post without a figure.
---

## Words

See [the figures](../tokens/index.md#coin).

[Term]{#term .term}
: What $x$ means in [the figures](../tokens/index.md).
"""


def make(root: Path) -> Project:
    """A post with a figure and one without, with the real theme and runtime."""
    for slug, text in (("tokens", POST), ("plain", PLAIN)):
        (root / "content" / slug).mkdir(parents=True)
        (root / "content" / slug / "index.md").write_text(text, "utf-8")
    (root / "content" / "tokens" / "coin.py").write_bytes((HERE / "coin.py").read_bytes())
    (root / "content" / "tokens" / "points.csv").write_text("1,2\n")
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="3"/></svg>'
    (root / "content" / "tokens" / "dot.svg").write_text(dot)
    told, _, _ = (REPOSITORY / "content" / "site.toml").read_text("utf-8").partition("[[links]]")
    (root / "content" / "site.toml").write_text(told, "utf-8")
    return open_project(root)


@pytest.fixture(scope="module")
def unaddressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that does not know its address."""
    project = make(tmp_path_factory.mktemp("unaddressed"))
    build(project)
    return project.site


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make(tmp_path_factory.mktemp("addressed"))
    build(project, Options(ADDRESS))
    return project.site


def files(tree: dict[str, Path | str]) -> SiteFiles:
    """Of a site that does not know its address; its modules are put one behind the other."""
    return SiteFiles(tree, lambda path: "", lambda scripts, entries: {entries[0]: "".join(scripts.values())})


def read(site: Path, name: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(PACK.sub(b"", (site / "offline" / name).read_bytes()))


def hrefs(root: lxml.html.HtmlElement, words: str) -> list[str | None]:
    return [link.get("href") for link in root.iter("a") if link.text_content().strip() == words]


@pytest.mark.parametrize("name", ["tokens.html", "plain.html"])
def test_copy_loads_nothing_from_elsewhere(unaddressed: Path, addressed: Path, name: str) -> None:
    for site in (unaddressed, addressed):
        root = read(site, name)
        loaded = [e.get("src") for e in root.iter() if e.get("src")]
        loaded += [e.get("href") for e in root.iter("link") if e.get("rel") not in ("canonical", "alternate")]
        loaded += [
            url for style in root.iter("style") for url in re.findall(r"url\(\"?(.*?)\"?\)", style.text)
        ]
        assert loaded
        assert [address for address in loaded if not address.startswith("data:")] == []


def test_copy_runs_no_script_but_its_own(unaddressed: Path) -> None:
    root = read(unaddressed, "tokens.html")
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    allowed = set(re.search(r"script-src ([^;]*)", policy)[1].split())  # type: ignore[index]
    run = [s.text for s in root.iter("script") if s.get("type") in (None, "module")]
    assert allowed - {"'wasm-unsafe-eval'"} == {
        f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in run
    }
    assert "connect-src" not in policy


def test_copy_holds_the_packs_of_its_figures_and_only_where_it_has_any(unaddressed: Path) -> None:
    copy = (unaddressed / "offline" / "tokens.html").read_bytes()
    held = dict(PACK.findall(copy))
    named = read_page(unaddressed, "offline/tokens.html").packs
    assert {reference.fragment for reference in named} == {name.decode() for name in held}
    (wasm,) = (unaddressed / "runtime").glob("wasm.*.bin")
    assert held[wasm.name.encode()] == to_text(wasm.read_bytes())
    kinds = {name.partition(b".")[0] for name in held}
    assert {b"engine", b"snapshot", b"post-tokens"} <= kinds
    assert b"rest" not in kinds
    assert b"octet-stream" not in (unaddressed / "offline" / "plain.html").read_bytes()


def test_a_copy_says_what_a_term_means_and_leads_to_the_glossary_where_it_can(
    unaddressed: Path, addressed: Path
) -> None:
    with_address, without = read(addressed, "tokens.html"), read(unaddressed, "tokens.html")
    assert hrefs(with_address, "term") == [f"{ADDRESS}plain/#term"]
    assert hrefs(without, "term") == [None]
    for root in (with_address, without):
        (told,) = root.xpath("//template[@class='definitions']/div")
        assert "".join(told.itertext()).strip().endswith("means in the figures.")
        assert not list(told.iter("a"))
        assert root.xpath("//a[@data-term='0']")


def test_links_out_of_a_copy_are_whole_addresses_or_words(unaddressed: Path, addressed: Path) -> None:
    with_address, without = read(addressed, "tokens.html"), read(unaddressed, "tokens.html")
    assert hrefs(with_address, "the other") == [f"{ADDRESS}plain/#words"]
    assert hrefs(without, "the other") == [None]
    assert hrefs(with_address, "data") == [f"{ADDRESS}tokens/points.csv"]
    for root in (with_address, without):
        assert hrefs(root, "here") == ["#coin?p=0.3"]
        assert "coin.py" in root.xpath("//section/@id")
        assert "#coin.py" in root.xpath("//a/@href")
    assert ADDRESS in with_address.get_element_by_id("offline-copy").getparent().text_content()


def test_pages_link_to_what_can_be_taken_along_with_its_size(unaddressed: Path) -> None:
    page = (unaddressed / "tokens" / "index.html").read_text("utf-8")
    size = (unaddressed / "offline" / "tokens.html").stat().st_size / 1e6
    assert f'href="../offline/tokens.html" download>Offline copy ({size:.1f} MB)</a>' in page
    index = (unaddressed / "index.html").read_text("utf-8")
    whole = (unaddressed / "offline" / "site.zip").stat().st_size / 1e6
    assert re.search(rf'href="offline/site.zip" download>[^<]*\({whole:.1f} MB\)</a>', index)


def test_archive_is_the_site_and_its_links_stay_in_it(unaddressed: Path) -> None:
    """But for pictures of Python's memory, which its pages do not ask for."""
    with zipfile.ZipFile(unaddressed / "offline" / "site.zip") as file:
        names = file.namelist()
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        pages = {name: file.read(name) for name in names if name.endswith(".html")}
    published = {p.relative_to(unaddressed).as_posix() for p in unaddressed.rglob("*") if p.is_file()}
    inside = {n for n in published if not n.startswith("offline/")} - {".nojekyll", "_headers", RECORD}
    pictures = {name for name in inside if re.match("runtime/(snapshot|layer-)", name)}
    assert len(pictures) == 2
    assert set(names) == {f"the-shape-of-the-next-token/{name}" for name in inside - pictures}
    assert not any(Path(name).name.encode() in page for name in pictures for page in pages.values())
    assert names == sorted(names)
    for path, content in pages.items():
        root = lxml.html.document_fromstring(content)
        for href in {e.get("href") or e.get("src") for e in root.iter() if e.get("href") or e.get("src")}:
            if not re.match(r"\w+:|#", href):
                to = os.path.normpath(Path(path).parent / unquote(href.partition("#")[0]))
                assert to in names, f"{path} links to {href}"


def test_archive_leads_to_the_offline_copies_of_a_site_that_knows_its_address(addressed: Path) -> None:
    with zipfile.ZipFile(addressed / "offline" / "site.zip") as file:
        page = file.read("the-shape-of-the-next-token/tokens/index.html").decode()
    assert f'href="{ADDRESS}offline/tokens.html"' in page


def test_archive_offers_no_copy_that_it_cannot_lead_to(unaddressed: Path) -> None:
    with zipfile.ZipFile(unaddressed / "offline" / "site.zip") as file:
        pages = [file.read(name).decode() for name in file.namelist() if name.endswith("index.html")]
    assert len(pages) == 3
    for page in pages:
        root = lxml.html.document_fromstring(page)
        words = {link.text_content() for link in root.xpath("//a[not(@href)]")}
        assert words <= {"Notation"}, "a page that the other site has, and this one not"
        assert "offline-copy" not in page and "About this copy" not in page


def test_what_is_taken_along_is_the_same_every_time(unaddressed: Path, tmp_path: Path) -> None:
    project = make(tmp_path)
    for file in project.content.rglob("*"):
        os.utime(file, (0, 0))
    build(project)
    for name in ("tokens.html", "plain.html", "site.zip"):
        assert (project.site / "offline" / name).read_bytes() == (unaddressed / "offline" / name).read_bytes()


def from_text(text: bytes) -> bytes:
    """What `js/base/held.js` does."""
    found = io.BytesIO()
    rest = iter(text)
    for byte in rest:
        plain = (next(rest) - 64) if byte == ord("=") else byte
        found.write(bytes([(plain - 42) % 256]))
    return found.getvalue()


def test_packs_are_text_that_html_leaves_alone() -> None:
    content = bytes(range(256)) * 2 + b"=\0\r<" + bytes(1000)
    text = to_text(content)
    assert from_text(text) == content
    assert not set(text) & set(b"\0\r<")


def test_words_are_safe_in_any_encoding() -> None:
    page = "<style>a::before{content:'→x'}</style><p>naïve 𝑝 &amp;</p><script>say('ρ 𝑝')</script>"
    assert in_ascii(page) == (
        b"<style>a::before{content:'\\2192 x'}</style><p>na&#239;ve &#119901; &amp;</p>"
        b"<script>say('\\u03c1 \\ud835\\udc5d')</script>"
    )


@pytest.mark.parametrize(
    ("page", "line", "what"),
    [
        ("<p>\n<a href='x.html'>x</a>", 2, "the tag `<a href='x.html'>`"),
        ("<img src=dot.svg>", 1, "the tag `<img src=dot.svg>`"),
        ('<IMG SRC="dot.svg">', 1, 'the tag `<IMG SRC="dot.svg">`'),
        ("<p></p>\n<style>p { color: red }", 2, "`<style>` has no end"),
    ],
)
def test_what_a_copy_cannot_take_in_is_a_fault(page: str, line: int, what: str) -> None:
    with pytest.raises(BuildFailed) as failed:
        copy_of(page, "a/index.html", set(), {}, files({}))
    (fault,) = failed.value.faults
    assert (fault.path, fault.line) == ("site/a/index.html", line)
    assert fault.what.startswith(what)


def test_relations_that_a_copy_has_no_use_for_are_left_out() -> None:
    page = '<!doctype html><link href="x.css"><link rel="preload" href="y.css"><abbr>A</abbr>'
    copy = copy_of(page, "a/index.html", set(), {}, files({}))
    assert b"<link" not in copy and copy.endswith(b"<abbr>A</abbr>")


def test_only_fonts_that_have_characters_to_set_come_along() -> None:
    greek = '@font-face { font-family: "A"; src: url("../fonts/greek.woff2"); unicode-range: U+0370-03FF; }\n'
    latin = (
        '@font-face { font-family: "A"; src: url("../fonts/latin.woff2"); unicode-range: U+20-7F, U+AB; }\n'
    )
    rest = "p { color: red }\n"
    assert with_fonts(greek + latin + rest, [ord("a")]) == latin + rest


def test_scripts_that_wait_for_the_page_still_do_and_keep_what_is_theirs() -> None:
    tree: dict[str, Path | str] = {"a.js": "late();", "b.js": "now();"}
    page = (
        '<!doctype html><html><head><script src="a.js" defer id="a" data-x="1"></script>'
        '<script src="b.js" nomodule></script></head><body><p>Text</p></body></html>'
    )
    copy = copy_of(page, "index.html", set(), [], files(tree)).decode("windows-1252")
    assert "<script></script>" not in copy
    assert copy.index("<p>Text</p>") < copy.index('<script id="a" data-x="1">late();</script>')
    assert "<script nomodule>now();</script></head>" in copy


def test_the_modules_of_a_page_are_one_script_with_all_that_they_import() -> None:
    tree: dict[str, Path | str] = {
        "a.js": "import './parts/both.js';",
        "b c.js": "import './parts/both.js';",
        "parts/both.js": "both();",
    }
    page = (
        '<!doctype html><html><head><script type="module" src="a.js"></script>'
        '<script type="module" src="b%20c.js"></script></head><body><p>Text</p></body></html>'
    )
    copy = copy_of(page, "index.html", set(), [], files(tree)).decode("windows-1252")
    (script,) = re.findall(r'<script type="module">(.*?)</script>', copy, re.DOTALL)
    assert script.count("both();") == 1
    assert script.endswith('import "./a.js";\nimport "./b%20c.js";\n')


def test_what_a_stylesheet_imports_comes_along_from_where_it_lies() -> None:
    tree: dict[str, Path | str] = {
        "a.css": '@import "deep/b.css" print;\np { color: red }',
        "deep/b.css": "i { background: url(c.svg) }",
        "deep/c.svg": "<svg/>",
    }
    page = '<!doctype html><html><head><link rel="stylesheet" href="a.css"></head><body></body></html>'
    copy = copy_of(page, "index.html", set(), [], files(tree)).decode("windows-1252")
    assert 'i { background: url("data:image/svg+xml;base64,' in copy
    assert "@import" not in copy and copy.index("@media print") < copy.index("p { color: red }")
