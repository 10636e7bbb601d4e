"""`check`: one thing broken in a good site, one fault."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sitegen import check as checker
from sitegen.build import build
from sitegen.check import check
from sitegen.faults import BuildFailed
from sitegen.project import Project, open_project
from sitegen.reading import read_page
from tests.generator.conftest import HERE

POST = """---
title: A post
date: 2026-01-01
description: A post without a fault.
---

See [the coin](#coin), [a state](#coin?p=0.3), [](../second/index.md#start).

::: figure coin
:::
"""
SECOND = """---
title: Another
date: 2026-01-02
description: Another post without a fault.
---

## Start

$a$ is {whole?a=0.4:sum}; see it [with another behind](#whole?a=0.4&shown=fancy&pin=a:0.1,kind:other).

::: figure whole
:::
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site of two posts with the real theme and runtime."""
    root = tmp_path_factory.mktemp("good")
    for slug, text in (("post", POST), ("second", SECOND)):
        (root / "content" / slug).mkdir(parents=True)
        (root / "content" / slug / "index.md").write_text(text, "utf-8")
    shutil.copy(HERE / "coin.py", root / "content" / "post")
    shutil.copy(HERE / "whole.py", root / "content" / "second")
    shutil.copy(HERE / "faults" / "not-utf8" / "content" / "site.toml", root / "content")
    project = open_project(root)
    build(project)
    return project


def test_good_site_has_all_that_a_figure_may_have(good: Project) -> None:
    page = (good.site / "second" / "index.html").read_text("utf-8")
    (declaration,) = read_page(good.site, "second/index.html").declarations.values()
    assert (declaration["probe"]["label"], declaration["compares"]) == ("Chance", True)
    assert 'id="whole?a=0.4&amp;shown=fancy&amp;pin=a:0.1,kind:other"' in page
    assert '<a href="#whole?a=0.9&amp;b=0.9">Make them large</a>' in page
    assert "0.700</data>" in page


@pytest.fixture
def copy(good: Project, tmp_path: Path) -> Project:
    """The good site, to be broken."""
    shutil.copytree(good.site, tmp_path / "site")
    return open_project(tmp_path)


def replace(project: Project, page: str, old: str, new: str) -> None:
    path = project.site / page
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults(project: Project) -> list[str]:
    with pytest.raises(BuildFailed) as failed:
        check(project)
    return [f"{fault.path}: {fault.what}" for fault in failed.value.faults]


def test_good_site_passes_and_says_what_was_looked_at(good: Project) -> None:
    lines = "\n".join(check(good))
    assert "6 pages are valid HTML" in lines
    assert re.search(r"2 offline copies need nothing else; the largest: [\d,]+ of 13,000,000 bytes", lines)
    assert re.search(r"\d+ links and resources lead somewhere, [1-9]\d* to states", lines)
    assert re.search(r"Python: [\d,]+ of 9,500,000 bytes", lines)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('href="#coin?p=0.3"', 'href="#coin?p=7"', "`p` cannot be `7`"),
        ('href="#coin?p=0.3"', 'href="#coin?q=1"', "the figure `coin` has no control `q`"),
        ('href="#coin?p=0.3"', 'href="#coin?pin=p:0.3"', "the figure `coin` has no control `pin`"),
        ('href="#coin"', 'href="#con"', "`#con`: that page has no such id"),
        (
            "../second/index.html#start",
            "../second/index.html#end",
            "`../second/index.html#end`: that page has no such id",
        ),
        ("../second/index.html#start", "../third/index.html", "`../third/index.html` leads nowhere"),
    ],
)
def test_broken_link_is_found(copy: Project, old: str, new: str, what: str) -> None:
    replace(copy, "post/index.html", old, new)
    assert faults(copy) == [f"site/post/index.html: {what}"]


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ("pin=a:7", "`a` cannot be `7`"),
        ("pin=shown:fancy", "the view `shown` is pinned"),
        ("pin=&amp;pin=", "the control `pin` is given twice"),
    ],
)
def test_broken_pin_is_found(copy: Project, new: str, what: str) -> None:
    replace(copy, "second/index.html", 'pin=a:0.1,kind:other" class="try"', f'{new}" class="try"')
    assert faults(copy) == [f"site/second/index.html: {what}"]


def test_repeated_id_is_found(copy: Project) -> None:
    replace(copy, "second/index.html", "<p>", '<p id="start">')
    assert "site/second/index.html: the id `start` stands 2 times on the page" in faults(copy)


def test_invalid_html_is_found(copy: Project) -> None:
    replace(copy, "index.html", "<h1>", "<h1><div>no</div>")
    assert any(fault.startswith("site/index.html: <div> element is not permitted") for fault in faults(copy))


def test_faults_of_a_long_page_are_told_to_the_last(copy: Project) -> None:
    long, wrong = "<p>It goes on.</p>\n" * 40_000, "<h2><div>no</div></h2>"
    replace(copy, "index.html", "</main>", f"{wrong}\n{long}{wrong}</main>")
    told = [fault for fault in faults(copy) if "<div> element is not permitted" in fault]
    assert len(told) == 2


def test_missing_font_and_pack_are_found(copy: Project) -> None:
    next(copy.site.glob("assets-*/fonts/KaTeX_Math-Italic.woff2")).unlink()
    next(copy.site.glob("runtime/numpy.*.bin")).unlink()
    found = "\n".join(faults(copy))
    assert "KaTeX_Math-Italic.woff2, which is not there" in found
    assert re.search(r"numpy\.\w+\.bin` leads nowhere", found)


def test_budgets_are_kept(good: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "RUNTIME_BUDGET", 1000)
    monkeypatch.setattr(checker, "PAGE_BUDGET", 1000)
    monkeypatch.setattr(checker, "FILE_BUDGET", 1_000_000)
    found = "\n".join(faults(good))
    assert "site/post/index.html: Python of this page has" in found
    assert "site/post/index.html: the rest of this page has" in found
    assert re.search(r"site/runtime/wasm\.\w+\.bin: the file has", found)


def test_offline_copy_that_needs_something_else_is_found(copy: Project) -> None:
    path = copy.site / "offline" / "post.html"
    content = path.read_bytes()
    wasm = next(copy.site.glob("runtime/wasm.*.bin")).name
    assert f'id="{wasm}"'.encode() in content
    content = content.replace(f'id="{wasm}"'.encode(), b'id="wax"').replace(
        b'href="#coin"', b'href="../x.html"', 1
    )
    path.write_bytes(content)
    assert set(faults(copy)) == {
        "site/offline/post.html: `../x.html` leads nowhere",
        f"site/offline/post.html: `#{wasm}`: that page has no such id",
    }


def test_offline_copy_that_is_too_large_is_found(good: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "COPY_BUDGET", 1_000_000)
    assert all(re.match(r"site/offline/\w+.html: the offline copy has [\d,]+ bytes", f) for f in faults(good))


def test_nothing_to_check_is_a_fault(tmp_path: Path) -> None:
    assert faults(open_project(tmp_path)) == ["site: there is no site to check"]
    (tmp_path / "site").mkdir()
    assert faults(open_project(tmp_path)) == ["site: there is no page in it"]
