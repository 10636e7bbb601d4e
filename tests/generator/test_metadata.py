"""What strangers are told of the site: shared links, search engines, whoever asks for an icon."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from sitegen.base.project import Project
from sitegen.build import Options, build
from sitegen.theme.assets import Assets
from sitegen.theme.icons import favicon, icons
from sitegen.theme.templates import Templates
from tests.generator.conftest import HERE, REPOSITORY, MakeProject
from tests.generator.fakes import FakeStudio

CARD = '\n[image]\nfile = "card.png"\nalt = "Two curves"\n'
THEME = Assets("assets-1", {"favicon.ico": "", "favicon.svg": "", "apple-touch-icon.png": ""})


def test_shared_link_shows_the_site_s_picture_where_the_post_has_none(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    (project.content / "card.png").touch()
    with (project.content / "site.toml").open("a", encoding="utf-8") as file:
        file.write(CARD)

    build(project, Options("https://example.org/"), FakeStudio().studio)

    assert (project.site / "card.png").exists()
    first = (project.site / "first" / "index.html").read_text("utf-8")
    assert '"og:image" content="https://example.org/card.png"' in first
    assert '"og:image:alt" content="Two curves"' in first
    assert '"twitter:card" content="summary_large_image"' in first
    second = (project.site / "second" / "index.html").read_text("utf-8")
    assert re.findall('"og:image(.*)" content="(.*)"', second) == [
        ("", "https://example.org/second/card.png"),
        (":type", "image/png"),
        (":width", "3"),
        (":height", "2"),
        (":alt", "Two &amp; three"),
    ]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org/", "https://example.org/sitemap.xml"),
        ("https://example.org/notes/", None),  # no crawler looks there
        ("", None),
    ],
)
def test_crawlers_are_told_where_the_sitemap_is(
    address: str, told: str | None, plain_project: MakeProject
) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, Options(address, quick=True), FakeStudio().studio)
    file = project.site / "robots.txt"
    assert file.exists() == bool(told)
    if told:
        robots = RobotFileParser()
        robots.parse(file.read_text("utf-8").splitlines())
        assert robots.site_maps() == [told]
        assert robots.can_fetch("Anybot", f"{address}first/")


def test_the_author_s_word_to_crawlers_counts(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    project.static.mkdir()
    (project.static / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    build(project, Options("https://example.org/", quick=True), FakeStudio().studio)
    assert (project.site / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"


def test_hosts_are_told_what_may_be_kept_for_ever(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, Options(), FakeStudio().studio)
    rules = (project.site / "_headers").read_text("utf-8")
    for_ever = re.findall(r"^/(.*)/\*\n  Cache-Control: public, max-age=31536000, immutable$", rules, re.M)
    assert for_ever == [folder.name for folder in project.site.glob("assets-*")] + ["runtime"]
    assert rules.startswith("/*\n  X-Content-Type-Options: nosniff\n")

    project.static.mkdir()
    (project.static / "_headers").write_text("/*\n  X-Own: 1\n")
    build(project, Options(), FakeStudio().studio)
    assert (project.site / "_headers").read_text("utf-8") == "/*\n  X-Own: 1\n"


def test_icons_are_the_author_s_or_the_theme_s() -> None:
    assert [icon["href"] for icon in icons({}, THEME)] == [
        "assets-1/favicon.ico",
        "assets-1/favicon.svg",
        "assets-1/apple-touch-icon.png",
    ]
    assert [icon["href"] for icon in icons({"favicon.svg": 1, "CNAME": 1}, THEME)] == ["favicon.svg"]
    assert list(favicon(THEME)) == ["favicon.ico"]
    assert favicon(Assets("assets-1", {})) == {}


def test_sitemap_says_when_each_page_changed(tmp_path: Path) -> None:
    theme = Templates(Project(tmp_path, REPOSITORY, tmp_path))
    days = [(datetime.date(2026, 1, 1), datetime.date(2026, 3, 1)), (datetime.date(2026, 2, 1), None)]
    posts = [{"path": f"{n}/", "date": date, "updated": updated} for n, (date, updated) in enumerate(days)]
    told = theme.render("sitemap.xml", {"url": str, "posts": posts})
    assert re.findall(r"<loc>(.*)</loc><lastmod>(.*)</lastmod>", told) == [
        ("index.html", "2026-03-01"),
        ("0/", "2026-03-01"),
        ("1/", "2026-02-01"),
    ]
    assert "<loc>index.html</loc></url>" in theme.render("sitemap.xml", {"url": str, "posts": []})
