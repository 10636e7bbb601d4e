"""The posts in a row: which part of its series each is, and what they are tagged with."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sitegen.base.project import open_project
from sitegen.build import Options, build
from sitegen.pages.catalogue import Entry, tags_of
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

SITE = 'title = "Coins"\ndescription = "Of coins."\n[[authors]]\nname = "Ada Lovelace"\n'
POST = "---\ntitle: {slug}\ndate: 2026-01-01\ndescription: Of coins.\ntags: [fair coins]\n---\n\nHeads.\n"


def tagged(slug: str, *tags: str, status: str = "published") -> Entry:
    return {"slug": slug, "tags": list(tags), "status": status}


def test_tags_stand_in_the_order_of_the_alphabet_each_with_its_listed_posts() -> None:
    entries = [
        tagged("a", "tokens", "Entropy"),
        tagged("b", "tokens"),
        tagged("c", "noise", status="unlisted"),
    ]
    found = [(tag["name"], [post["slug"] for post in tag["posts"]]) for tag in tags_of(entries)]
    assert found == [("Entropy", ["a"]), ("tokens", ["a", "b"])]


def test_tags_of_the_same_letters_have_ids_of_their_own() -> None:
    ids = [tag["id"] for tag in tags_of([tagged("a", "C++", "C", "C#", "Größe")])]
    assert ids == ["tag-c", "tag-c-2", "tag-c-3", "tag-größe"]


def test_parts_of_a_series_are_counted_as_readers_see_them(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    second, first = (project.content / slug / "index.md" for slug in ("second", "first"))
    second.write_text(second.read_text("utf-8").replace("order: 2", "order: 5"), "utf-8")
    build(project, Options(quick=True), FakeStudio().studio)
    assert "series: Steps, 2 of 2" in (project.site / "second/index.html").read_text("utf-8")

    first.write_text(first.read_text("utf-8").replace("order: 1", "order: 1\nstatus: unlisted"), "utf-8")
    build(project, Options(quick=True), FakeStudio().studio)
    assert "series: Steps, 1 of 1" in (project.site / "second/index.html").read_text("utf-8")
    assert "series: Steps, 0 of 0" in (project.site / "first/index.html").read_text("utf-8")


def test_each_tag_of_a_post_leads_to_the_posts_that_share_it(tmp_path: Path) -> None:
    for slug in ("first", "second"):
        text = tmp_path / "content" / slug / "index.md"
        text.parent.mkdir(parents=True)
        text.write_text(POST.format(slug=slug), "utf-8")
    (tmp_path / "content/site.toml").write_text(SITE, "utf-8")
    build(open_project(tmp_path), Options(quick=True))
    post, tags = ((tmp_path / "site" / path).read_text("utf-8") for path in ("first/index.html", "tags.html"))
    assert '<a rel="tag" href="../tags.html#tag-fair-coins">fair coins</a>' in post
    section = tags.partition('<h2 id="tag-fair-coins">')[2].partition("</section>")[0]
    assert re.findall(r'<li><a href="([^"]*)"', section) == ["first/index.html", "second/index.html"]


def test_a_wrong_address_names_the_newest_posts_and_leads_to_the_others(tmp_path: Path) -> None:
    for number in range(21):
        text = tmp_path / "content" / f"post-{number}" / "index.md"
        text.parent.mkdir(parents=True)
        text.write_text(POST.format(slug=f"post-{number}"), "utf-8")
    (tmp_path / "content/site.toml").write_text(SITE, "utf-8")
    build(open_project(tmp_path), Options(quick=True))
    page = (tmp_path / "site/404.html").read_text("utf-8")
    assert page.count("<h3>") == 20
    assert 'More are on <a href="index.html">the home page</a>.' in page
    shutil.rmtree(text.parent)
    build(open_project(tmp_path), Options(quick=True))
    assert "More are on" not in (tmp_path / "site/404.html").read_text("utf-8")
