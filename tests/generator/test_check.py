"""`check`: one thing broken in a good site, one fault."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.paths import RECORD
from sitegen.base.project import Project, open_project
from sitegen.build import build
from sitegen.checking.check import check
from sitegen.checking.reading import read_page
from sitegen.output.publish import mark
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
    assert "8 pages are valid HTML" in lines
    assert "offline copies that need nothing else: 2" in lines
    assert re.search(r"\d+ links and resources lead somewhere, [1-9]\d* to states", lines)
    assert re.search(r"  start +[\d,]+ of 10,000,000  \w+/index.html\n", lines)
    assert re.search(r"  archive +[\d,]+ of 20,000,000  offline/site.zip\n", lines)


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


def test_feed_that_is_no_xml_is_found(copy: Project) -> None:
    (copy.site / "feed.xml").write_text("<feed>\f</feed>", "utf-8")
    with (copy.site / RECORD).open("a") as record:
        record.write(f"{mark('feed.xml')}\n")
    assert any(fault.startswith("site/feed.xml: no XML: ") for fault in faults(copy))


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


def test_altered_and_cut_packs_are_found(copy: Project) -> None:
    (numpy,) = copy.site.glob("runtime/numpy.*.bin")
    (wasm,) = copy.site.glob("runtime/wasm.*.bin")
    content = bytearray(numpy.read_bytes())
    content[1000] ^= 1
    numpy.write_bytes(content)
    wasm.write_bytes(wasm.read_bytes()[:-1])
    found = faults(copy)
    assert len(found) == 2
    assert any(
        re.fullmatch(
            rf"site/runtime/{numpy.name}: its checksum is \w+…, and not the \w+… that pages load", fault
        )
        for fault in found
    )
    assert any(fault.startswith(f"site/runtime/{wasm.name}: it has ") for fault in found)


def budget(project: Project, **sizes: int) -> None:
    """Set the budgets of a project in its `site.toml`."""
    project.content.mkdir()
    shutil.copy(HERE / "faults" / "not-utf8" / "content" / "site.toml", project.content)
    with (project.content / "site.toml").open("a", encoding="utf-8") as file:
        file.write("\n[budgets]\n" + "".join(f"{name} = {size}\n" for name, size in sizes.items()))


def test_budgets_are_kept(copy: Project) -> None:
    budget(copy, page=1000, start=1000, copy=1_000_000, archive=1000, file=1_000_000, **{"import": 1000})
    found = "\n".join(faults(copy))
    assert re.search(
        r"site/post/index.html: before it can be read, this page loads [\d,]+ bytes \(fonts [\d,]+, "
        r"scripts [\d,]+, styles [\d,]+, text [\d,]+\); the budget is 1,000",
        found,
    )
    assert re.search(r"site/post/index.html: before its figures are live, .*\(\w+ [\d,]+, .*post-post", found)
    assert re.search(r"site/post/index.html: where an import misses, this page loads Python of 3,\d+,", found)
    assert re.search(r"site/offline/post.html: the offline copy has [\d,]+ bytes \(.*wasm [\d,]+", found)
    assert re.search(r"site/offline/site.zip: the whole site as one file .*\(runtime/\w+\.\w+\.bin ", found)
    assert re.search(r"site/runtime/wasm\.\w+\.bin: the file has", found)
    assert not re.search(r"site/offline/[\w.]+: the file has", found)


def test_pictures_that_come_later_have_a_budget_of_their_own(copy: Project) -> None:
    (copy.site / "post" / "photo.png").write_bytes(bytes(600_000))
    (copy.site / "post" / "film.mp4").write_bytes(bytes(600_000))
    later = (
        '<p><img src="photo.png" alt="a" loading="lazy"></p><p><video src="film.mp4" controls></video></p>'
    )
    replace(copy, "post/index.html", "</article>", f"{later}</article>")
    check(copy)
    budget(copy, pictures=100_000)
    assert faults(copy) == [
        "site/post/index.html: the pictures of this page have 600,000 bytes (post/photo.png 600,000); "
        "the budget is 100,000"
    ]
    shutil.rmtree(copy.content)
    replace(copy, "post/index.html", ' loading="lazy"', "")
    (told,) = faults(copy)
    assert re.search(r"this page loads [\d,]+ bytes \(post/photo.png 600,000, fonts", told)


def test_fault_of_a_page_names_the_text_that_it_was_made_of(copy: Project) -> None:
    budget(copy)
    (copy.content / "post").mkdir()
    (copy.content / "post" / "index.md").touch()
    replace(copy, "post/index.html", 'href="#coin"', 'href="#con"')
    with pytest.raises(BuildFailed, match=r"The page is made of content/post/index\.md"):
        check(copy)


def test_what_no_build_made_is_not_judged(copy: Project) -> None:
    (copy.site / ".git").mkdir()
    (copy.site / ".git" / "x.html").write_bytes(b"<p>" + bytes(21_000_000))
    (copy.site / "google123.html").write_text("google-site-verification: google123.html")
    check(copy)


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


def test_nothing_to_check_is_a_fault(tmp_path: Path) -> None:
    assert faults(open_project(tmp_path)) == ["site: there is no site to check"]
    (tmp_path / "site").mkdir()
    assert faults(open_project(tmp_path)) == ["site: there is no page in it"]
