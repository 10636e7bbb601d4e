"""The pictures that shared links show: drawn from a post's own figure, found by programs, and drawn once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import imagesize  # type: ignore[import-untyped]
import pytest
from explorable.plot import path, picture

from sitegen.base import toolchain
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project, open_project
from sitegen.build import Options, build
from sitegen.drawing.figures import Drawn
from sitegen.pages.cards import Subject, draw_cards
from sitegen.theme.assets import Assets, collect_assets
from sitegen.theme.templates import Templates
from tests.generator.conftest import REPOSITORY
from tests.generator.fakes import FakeStudio

ADDRESS = "https://example.org/notes/"
SITE = 'title = "Notes"\ndescription = "Some."\n[[authors]]\nname = "Ada"\n'
POST = "---\ntitle: {title}\ndate: 2026-11-2{day}\ndescription: One.\n{more}---\n\nText.\n\n{figures}"
SHOWN = {"first": "One half & more", "second": "Two"}


def figure(name: str) -> str:
    return f"::: figure {name}\n:::\n"


class Drawing(FakeStudio):
    """Draws a bar under a figure's own title, and for `words` nothing."""

    def draw(
        self, project: Project, runtime: Any, requests: Sequence[Any], hosts: Any
    ) -> list[Drawn | Fault]:
        return [
            self._with_picture(r.figure_id, d)
            for r, d in zip(requests, super().draw(project, runtime, requests, hosts), strict=True)
        ]

    @staticmethod
    def _with_picture(name: str, drawn: Drawn | Fault) -> Drawn | Fault:
        assert isinstance(drawn, Drawn)
        svg = picture(name, 720, 300, SHOWN.get(name, name), "", path("p bar", "M0 0H720V300H0Z"))
        drawings = {"wide": "<p>Words.</p>" if name == "words" else svg, "narrow": svg}
        return replace(drawn, answer=drawn.answer | {"drawings": drawings})


@pytest.fixture
def project(tmp_path: Path, plain_home: Path, shared_cache: Path) -> Project:
    for folder in ("content", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "content" / "site.toml").write_text(SITE)
    for name in ("card.svg", "feed.xml"):
        shutil.copy(REPOSITORY / "templates" / name, tmp_path / "templates")
    return Project(tmp_path, plain_home, shared_cache)


def post(project: Project, slug: str, *, day: int = 1, more: str = "", figures: Sequence[str] = ()) -> None:
    folder = project.content / slug
    folder.mkdir()
    text = POST.format(title=slug.title(), day=day, more=more, figures="\n".join(map(figure, figures)))
    (folder / "index.md").write_text(text)
    for name in figures:
        (folder / f"{name}.py").write_text("")


def told(project: Project, page: str) -> dict[str, str]:
    return dict(re.findall(r'"og:image(.*?)" content="(.*?)"', (project.site / page).read_text("utf-8")))


def test_a_shared_link_shows_the_drawing_of_the_post(project: Project) -> None:
    post(project, "one", figures=["words", "first"])
    post(project, "two", day=2, more="card: second\n", figures=["first", "second"])
    post(project, "none", day=3)
    build(project, Options(ADDRESS), Drawing().studio)

    assert told(project, "one/index.html") == {
        "": f"{ADDRESS}stills/one/card.png",
        ":type": "image/png",
        ":width": "1200",
        ":height": "630",
        ":alt": "One half &amp; more",
    }
    assert told(project, "two/index.html")[":alt"] == "Two"
    assert told(project, "none/index.html")[""] == f"{ADDRESS}stills/card.png"  # the site's, of its newest
    for card in ("stills/one/card.png", "stills/two/card.png", "stills/card.png"):
        assert imagesize.get(project.site / card) == (1200, 630)
    feed = (project.site / "feed.xml").read_text("utf-8")
    assert re.findall('<media:content .* url="(.*?)" type="image/png" width="1200" height="630">', feed) == [
        f"{ADDRESS}stills/two/card.png",
        f"{ADDRESS}stills/one/card.png",
    ]


def test_without_an_address_nothing_is_drawn(project: Project) -> None:
    """No program could find it."""
    post(project, "one", figures=["first"])
    build(project, Options(), Drawing().studio)
    assert not (project.site / "stills").exists()
    assert told(project, "one/index.html") == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("third", "`card`: the post shows no figure `third`\n    Name one of these: first, words."),
        ("words", "`card`: the figure `words` has no drawing\n    Name another one."),
    ],
)
def test_a_card_of_no_drawing_is_a_fault(project: Project, name: str, said: str) -> None:
    post(project, "one", more=f"card: {name}\n", figures=["first", "words"])
    with pytest.raises(BuildFailed) as failed:
        build(project, Options(), Drawing().studio)
    assert [str(fault) for fault in failed.value.faults] == [f"content/one/index.md:5: {said}"]


@pytest.fixture(scope="module")
def theme() -> tuple[Project, Templates, Assets]:
    project = open_project(REPOSITORY)
    return project, Templates(project), collect_assets(project, quick=True)


def drawn(theme: tuple[Project, Templates, Assets], title: str) -> bytes:
    subject = Subject("Notes", title, picture("a", 720, 300, "A", "", ""))
    return draw_cards(*theme, {"a": subject})["a"].read_bytes()


def test_a_card_is_drawn_again_only_when_it_changes(
    theme: tuple[Project, Templates, Assets], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawn(theme, "A title")
    assert drawn(theme, "Another title") != first
    monkeypatch.setattr(toolchain, "run", None)
    assert drawn(theme, "A title") == first


def test_the_colours_are_those_of_the_light_theme() -> None:
    tokens = (REPOSITORY / "templates/assets/css/tokens.css").read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", tokens))
    used = re.findall('fill="(#.*?)"', (REPOSITORY / "templates/card.svg").read_text("utf-8"))
    assert used == [light["paper"], light["ink-2"], light["ink"]]
    assert light["paper"] in (REPOSITORY / "sitegen/pages/cards.py").read_text("utf-8")
