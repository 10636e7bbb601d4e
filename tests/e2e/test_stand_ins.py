"""What stands in for a font until it comes is as wide: where a post begins, nothing moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.test_posts import POSTS

STAND_IN = ":root { --serif: 'Source Serif stand-in'; --sans: 'Inter stand-in' }"
WHERE = """() => document.fonts.ready.then(() =>
    document.querySelector('.prose > :nth-child(2)').getBoundingClientRect().top)"""


@pytest.mark.only_browser("chromium")  # the stand-ins are fonts that it brings along
@pytest.mark.parametrize("post", [post for post, figures in POSTS.items() if figures and post != "."])
def test_a_post_begins_where_it_did_before_its_fonts_came(page: Page, real_url: str, post: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{real_url}{post}/index.html")
    with_fonts = page.evaluate(WHERE)
    page.add_style_tag(content=STAND_IN)
    assert abs(page.evaluate(WHERE) - with_fonts) < 4
