"""The links that `site.toml` puts on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.build import Options, build
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

SITE = HERE / "input" / "series"


@pytest.mark.parametrize(
    "written", ["alone", "/alone", "/alone/", "alone/index.html", "alone/index.md", "./alone"]
)
def test_link_is_from_the_site_s_root(written: str, plain_project: MakeProject) -> None:
    assert links(plain_project, SITE, f"{written}#here") == ("alone/index.html#here", "index.html#here")


@pytest.mark.parametrize("written", ["/", ".", "index.html"])
def test_root_is_the_list_of_posts(written: str, plain_project: MakeProject) -> None:
    assert links(plain_project, SITE, written) == ("index.html", "../index.html")


def test_feed_is_left_out_where_there_is_none(plain_project: MakeProject) -> None:
    assert links(plain_project, SITE, "feed.xml") == ("", "")


def test_file_of_static(plain_project: MakeProject) -> None:
    assert links(plain_project, SITE, "my cv.pdf") == ("my%20cv.pdf", "../my%20cv.pdf")


def test_far_address_stays(plain_project: MakeProject) -> None:
    assert links(plain_project, SITE, "mailto:a@b.org") == ("mailto:a@b.org", "mailto:a@b.org")


def links(plain_project: MakeProject, source: Path, href: str) -> tuple[str, str]:
    """How one link of `site.toml` is written on the home page and on a post's."""
    project = plain_project(source)
    post = project.content / "alone" / "index.md"
    post.write_text(post.read_text("utf-8") + "\n## Here {#here}\n", "utf-8")
    project.static.mkdir()
    (project.static / "my cv.pdf").write_bytes(b"%PDF")
    site = project.content / "site.toml"
    site.write_text(site.read_text("utf-8") + f'\n[[links]]\nlabel = "My link"\nhref = "{href}"\n', "utf-8")
    own = project.root / "templates"
    own.mkdir()
    (own / "post.html").write_text(
        '{% for link in site.links %}<a href="{{ link.href }}">{{ link.label }}</a>{% endfor %}'
    )
    build(project, Options(), FakeStudio().studio)
    pages = (project.site / path for path in ("index.html", "alone/index.html"))
    found = [re.search(r'<a href="([^"]*)">My link</a>', page.read_text("utf-8")) for page in pages]
    return found[0][1] if found[0] else "", found[1][1] if found[1] else ""
