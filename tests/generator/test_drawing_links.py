"""Links in drawings are held to the states that figures have, as links in the text are."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest

from sitegen.base.faults import BuildFailed, Fault
from sitegen.build import build
from sitegen.drawing.figures import Drawn
from tests.generator.conftest import MakeProject
from tests.generator.fakes import FakeStudio


class Linking(FakeStudio):
    """Draws a token that is a link."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link

    def draw(self, *given: Any, **more: Any) -> list[Drawn | Fault]:
        drawn = super().draw(*given, **more)
        for one in drawn:
            assert isinstance(one, Drawn)
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
