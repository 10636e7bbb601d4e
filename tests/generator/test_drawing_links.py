"""Links in drawings are held to the states that figures have, as links in the text are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.build import build
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.runtime import Runtime
from sitegen.runtime.host import Hosts
from tests.generator.conftest import MakeProject
from tests.generator.fakes import FakeStudio


class Linking(FakeStudio):
    """Draws a token that is a link: at every state, or at one."""

    def __init__(self, link: str, state: str = "") -> None:
        super().__init__()
        self.link, self.state = link, state

    def draw(
        self, project: Project, runtime: Runtime, requests: Sequence[FigureRequest], hosts: Hosts
    ) -> list[Drawn | Fault]:
        drawn = super().draw(project, runtime, requests, hosts)
        for request, one in zip(requests, drawn, strict=True):
            assert isinstance(one, Drawn)
            if self.state not in request.state:
                continue
            link = f'<p class="tokens"><a class="token" href="{escape(self.link)}">mat</a></p>'
            one.answer["drawings"] = {"wide": link, "narrow": link}
        return drawn


POST = """---
title: Coins
date: 2026-03-21
description: A sentence.
---

::: figure coin
:::
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A site of one post that shows one figure."""
    folder = tmp_path / "source"
    (folder / "content" / "coins").mkdir(parents=True)
    (folder / "content" / "coins" / "index.md").write_text(POST, "utf-8")
    (folder / "content" / "coins" / "coin.py").write_text('"""A coin."""\n', "utf-8")
    site = 'title = "Notes"\ndescription = "Of coins."\n\n[[authors]]\nname = "Ada"\n'
    (folder / "content" / "site.toml").write_text(site, "utf-8")
    return folder


@pytest.mark.parametrize("link", ["#coin?p=0.25&side=tails", "#coin", "https://example.org/#coin?p=2"])
def test_a_link_to_a_state_is_fine(source: Path, plain_project: MakeProject, link: str) -> None:
    project = plain_project(source)
    build(project, None, Linking(link).studio)
    page = (project.site / "coins" / "index.html").read_text("utf-8")
    assert f'href="{escape(link)}">mat</a>' in page


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#coin?p=2", "`p` cannot be `2`"),
        ("#coin?side=edge", "`side` cannot be `edge`"),
        ("#coin?p=0.5&q=1", "the figure `coin` has no control `q`"),
        ("#dice?p=0.5", "a figure that is not in the post"),
    ],
)
def test_a_state_that_there_is_not_is_a_fault_told_once(
    source: Path, plain_project: MakeProject, link: str, said: str
) -> None:
    project = plain_project(source)
    with pytest.raises(BuildFailed) as failed:
        build(project, None, Linking(link).studio)
    (fault,) = failed.value.faults
    assert (fault.path, fault.line) == ("content/coins/index.md", 7)
    assert said in fault.what and f"the drawing of `coin` links to `{link}`" in fault.what


@pytest.mark.parametrize(("state", "line"), [('"p": 0.25', 10), ("", 7)], ids=["one state", "every state"])
def test_so_is_one_in_the_drawing_of_a_state_that_only_the_text_asks_for(
    source: Path, plain_project: MakeProject, state: str, line: int
) -> None:
    text = source / "content" / "coins" / "index.md"
    text.write_text(f"{POST}\nIt is {{coin?p=0.25:chance}}.\n", "utf-8")
    with pytest.raises(BuildFailed) as failed:
        build(plain_project(source), None, Linking("#coin?p=2", state).studio)
    (fault,) = failed.value.faults
    assert (fault.path, fault.line) == ("content/coins/index.md", line)
    assert fault.what == "the drawing of `coin` links to `#coin?p=2`: `p` cannot be `2`"
