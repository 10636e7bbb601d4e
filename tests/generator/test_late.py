"""Under `serve`, pages of posts that did not change come when they are asked for, as they would be by now."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.project import Project
from sitegen.build import Options, build
from sitegen.pages.late import Late
from sitegen.serving.bulletin import Bulletin
from sitegen.serving.preview import HOST, Preview
from tests.generator.conftest import MakeProject
from tests.generator.fakes import FakeStudio

SITE = 'title = "Coins"\ndescription = "Of coins."\n[[authors]]\nname = "Ada Lovelace"\n'
PAGE = (
    "<h1>{{ post.title }}</h1>{{ post.next.title if post.next }}{{ post.html }}{{ post.definitions }}</body>"
)
POST = "---\ntitle: {0}\ndate: 2026-01-0{1}\ndescription: Of coins.\n---\n\n## Part {{#{2}}}\n\nWords.\n"


@pytest.fixture
def project(tmp_path: Path, plain_project: MakeProject) -> Project:
    """Two posts, each the other's neighbour."""
    for number, name in enumerate(("first", "second"), start=1):
        folder = tmp_path / "own" / "content" / name
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(POST.format(name.title(), number, "a"), "utf-8")
    (tmp_path / "own" / "content" / "site.toml").write_text(SITE, "utf-8")
    project = plain_project(tmp_path / "own")
    (project.root / "templates").mkdir()
    (project.root / "templates" / "post.html").write_text(PAGE, "utf-8")
    return project


def rebuilt(project: Project, late: Late) -> set[str]:
    """The posts' pages that the build has printed."""
    build(project, Options(quick=True), FakeStudio().studio, late=late)
    return {page.parent.name for page in project.site.glob("*/index.html")}


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_page_that_did_not_change_comes_late_with_its_neighbour_s_new_title(project: Project) -> None:
    late = Late()
    assert rebuilt(project, late) == {"first", "second"}
    assert late.pages == {}

    change(project.content / "second" / "index.md", "Second", "Another")
    assert rebuilt(project, late) == {"second"}
    page = late.pages["first/index.html"]()
    build(project, Options(quick=True), FakeStudio().studio)
    assert page == (project.site / "first" / "index.html").read_text("utf-8")
    assert "Another" in page


def test_a_page_that_did_not_change_comes_late_with_what_a_term_means_by_now(project: Project) -> None:
    late = Late()
    with (project.content / "second" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n[Word]{.term}\n: A meaning.\n")
    rebuilt(project, late)

    change(project.content / "second" / "index.md", "A meaning", "A better one")
    assert rebuilt(project, late) == {"second"}
    page = late.pages["first/index.html"]()
    assert '<a class="term" href="../second/index.html" data-term="0">Words</a>' in page
    assert "A better one" in page


def test_a_template_that_has_changed_is_tried_with_posts_that_have_not(project: Project) -> None:
    late = Late()
    rebuilt(project, late)
    assert rebuilt(project, late) == set()

    change(project.root / "templates" / "post.html", "post.title", "slip")
    before = late.pages
    with pytest.raises(BuildFailed, match="'slip' is undefined"):
        rebuilt(project, late)
    assert late.pages is before
    assert "First" in late.pages["first/index.html"]()


def test_the_preview_prints_what_comes_late(project: Project) -> None:
    late = Late()
    rebuilt(project, late)
    rebuilt(project, late)

    def refused() -> str:
        raise BuildFailed([])

    late.pages = {**late.pages, "second/index.html": refused}
    preview = Preview(project.site, Bulletin(), 0, late)
    preview.start()
    try:
        connection = HTTPConnection(HOST, preview.server_port, timeout=10)
        told = []
        for path in ("/first/?a=1", "/first", "/second/", "/third/"):
            connection.request("GET", path)
            answer = connection.getresponse()
            told.append((answer.status, answer.headers["Location"], answer.read().decode()))
    finally:
        preview.close()
    assert [(status, to) for status, to, _ in told] == [
        (200, None),
        (301, "/first/"),
        (500, None),
        (404, None),
    ]
    assert told[0][2].startswith("<h1>First</h1>Second")
    assert "/-/reload.js" in told[0][2]
    assert "/-/reload.js" in told[2][2]
