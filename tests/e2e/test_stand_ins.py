"""What stands in for a font until it comes is as wide: the head of a post moves nothing below it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.test_forced_colours import PAGES

STAND_IN = ":root { --serif: 'Source Serif stand-in'; --sans: 'Inter stand-in' }"
HEAD = "() => document.fonts.ready.then(() => document.querySelector('.post-head').offsetHeight)"


@pytest.mark.only_browser("chromium")  # the stand-ins are fonts that it brings along
@pytest.mark.parametrize("post", [post for post in PAGES if post != "."])
def test_a_post_head_has_as_many_lines_before_its_fonts_come(page: Page, real_url: str, post: str) -> None:
    page.goto(f"{real_url}{post}/index.html")
    heights = []
    for style in ("html {}", STAND_IN):
        page.add_style_tag(content=style)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            heights.append(page.evaluate(HEAD))
    assert heights[:2] == heights[2:]
