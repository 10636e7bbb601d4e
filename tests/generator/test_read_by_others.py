"""The published site as others read it: a feed reader, and who asks pages what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import imagesize
import lxml.html
import pytest

from sitegen.base.project import Project, open_project
from sitegen.build import Options, build
from tests.generator.conftest import REPOSITORY

ADDRESS = "https://example.org/notes/"
POSTS = sorted(path.parent.name for path in (REPOSITORY / "content").glob("*/index.md"))
POSTS.remove("home")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site at an address, which it needs to be found."""
    root = tmp_path_factory.mktemp("published")
    for folder in ("content", "services"):
        (root / folder).symlink_to(REPOSITORY / folder)
    project = Project(root, REPOSITORY, open_project(REPOSITORY).cache)
    build(project, Options(ADDRESS))
    return project.site


@pytest.fixture(scope="module")
def feed(published: Path) -> Any:
    return feedparser.parse((published / "feed.xml").read_bytes())


def file_at(published: Path, address: str) -> Path:
    """The file that an address of the site is of."""
    assert address.startswith(ADDRESS), address
    file = published / address.removeprefix(ADDRESS).partition("#")[0]
    return file / "index.html" if file.is_dir() else file


def test_a_feed_reader_finds_each_post_whole(published: Path, feed: Any) -> None:
    assert (feed.version, feed.bozo) == ("atom10", False)
    assert len(feed.entries) == len(POSTS) - 1, "all but the one that is on no list"
    for entry in feed.entries:
        (content,) = entry.content
        page = lxml.html.parse(file_at(published, entry.link)).getroot()
        (first, *_, last) = [
            words for p in page.iterfind(".//article/p") if (words := p.text_content().strip())
        ]
        told = lxml.html.fragment_fromstring(content.value, create_parent="div").text_content()
        assert first[:40] in told
        assert last[-40:] in told
        assert entry.updated_parsed >= entry.published_parsed
        assert entry.summary
        assert entry.tags


def test_what_a_feed_reader_keeps_of_a_post_shows_its_figures(published: Path, feed: Any) -> None:
    """It drops what it does not know, as a drawing in the text, or takes for a danger."""
    for entry in feed.entries:
        page = lxml.html.parse(file_at(published, entry.link)).getroot()
        content = lxml.html.fragment_fromstring(entry.content[0].value, create_parent="div")
        images = list(content.iter("img"))
        figures = [each for each in page.iter("nt-figure") if list(each.find_class("wide")[0].iter("svg"))]
        assert len(images) >= len(figures)
        for image in images:
            file = file_at(published, image.get("src"))
            assert imagesize.get(file) == (2 * int(image.get("width")), 2 * int(image.get("height")))
            assert file.suffix == ".png", "it shows no SVG"
            assert image.get("alt")
        for picture in entry.get("media_content", []):
            assert imagesize.get(file_at(published, picture["url"])) == (1200, 630)
        assert not list(content.iter("nt-figure", "nt-cell", "button", "input"))


@pytest.mark.parametrize("post", POSTS)
def test_a_page_says_what_it_is_to_who_looks(published: Path, post: str) -> None:
    page = lxml.html.parse(published / post / "index.html").getroot()
    (linked,) = map(json.loads, page.xpath("//script[@type='application/ld+json']/text()"))
    graph = {meta.get("property"): meta.get("content") for meta in page.iterfind(".//meta[@property]")}
    canonical = page.xpath("string(//link[@rel='canonical']/@href)")
    assert linked["@type"] == "BlogPosting"
    assert graph["og:type"] == "article"
    assert file_at(published, canonical) == published / post / "index.html"
    assert linked["url"] == graph["og:url"] == linked["mainEntityOfPage"]["@id"] == canonical
    assert linked["headline"] == graph["og:title"] == page.find(".//h1").text_content()
    assert linked["description"] == graph["og:description"]
    assert linked["datePublished"] == graph["article:published_time"] <= linked["dateModified"]
    assert linked["image"] == graph["og:image"]
    assert imagesize.get(file_at(published, graph["og:image"])) == (1200, 630)
    assert graph["og:image:alt"]
