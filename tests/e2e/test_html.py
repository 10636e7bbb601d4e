"""HTML that an author writes into a post works on the page and in its offline copy, under both policies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sitegen.cli import main as build
from tests.e2e.host import serve
from tests.e2e.small_site import SITE

ROOT = Path(__file__).resolve().parents[2]
DOT = ROOT / "tests" / "generator" / "input" / "markdown" / "content" / "everything" / "dot.png"
POST = """---
title: A post with HTML
date: 2026-01-01
description: A post for a test.
---

<img src="dot.png" alt="a dot" width="60">

<svg viewBox="0 0 2 2" width="20" height="20" aria-hidden="true"><image href="dot.png" width="2"/></svg>

In a line <img src='dot.png' alt=dot srcset="dot.png 1x, dot.png 2x"> and <b id=said>nothing</b>.

![half](dot.png){width=50%}

<link rel="stylesheet" href="look.css">
<script type="module" src="say.js"></script>
"""
FILES = {
    "look.css": "#said { background: url('dot.png'); color: rgb(1, 2, 3) }\n",
    "say.js": "import { words } from './words.js';\ndocument.getElementById('said').textContent = words;\n",
    "words.js": "export const words = 'said';\n",
}
SIZES = """() => [...document.querySelectorAll('.prose img')].map(
    image => [image.naturalWidth > 0, Math.round(image.clientWidth), Math.round(image.clientHeight)])"""


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("html")
    post = root / "content" / "post"
    post.mkdir(parents=True)
    (post.parent / "site.toml").write_text(SITE, "utf-8")
    shutil.copy(DOT, post)
    for name, text in {"index.md": POST, **FILES}.items():
        (post / name).write_text(text, "utf-8")
    assert build(["--root", str(root), "build"]) == 0
    return root / "site"


@pytest.fixture(scope="module")
def address(own_site: Path) -> Iterator[str]:
    with serve(own_site) as address:
        yield address


def expect_all(page: Page) -> None:
    """Images are there and keep their proportions; the script and the stylesheet are at work."""
    said = page.locator("#said")
    expect(said).to_have_text("said")
    expect(said).to_have_css("color", "rgb(1, 2, 3)")
    page.locator(".image").scroll_into_view_if_needed()
    column = page.locator(".prose > p").first.bounding_box()
    assert column
    half = round(column["width"] / 2)
    (first, inline, figure) = page.evaluate(SIZES)
    assert first == [True, 60, 40]
    assert inline == [True, 3, 2]
    assert figure[0]
    assert abs(figure[1] - half) <= 1
    assert abs(figure[2] - half * 2 / 3) <= 1


@pytest.mark.parametrize("width", [390, 1440])
def test_html_works_on_the_page(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}post/index.html")
    expect_all(page)


def test_html_works_in_the_offline_copy(page: Page, own_site: Path) -> None:
    page.goto((own_site / "offline" / "post.html").as_uri())
    expect_all(page)
