"""A reader looks at a text's surprises, token by token, and at those of a text of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import test_page
from tests.e2e.conftest import SharedPage
from tests.e2e.test_post_token_explorer import address

__all__ = ["address"]


@pytest.mark.one_browser
def test_a_token_is_looked_at_by_keyboard_and_what_was_expected_is_shown(post: SharedPage) -> None:
    figure = post.figure("landscape", "passage=fact")
    page = figure.page
    token = figure.element.locator(".wide p.tokens").first.locator("a").nth(8)
    words = token.text_content() or ""
    expect(token).to_have_attribute("title", re.compile("^expected: ‘"))
    token.focus()
    page.keyboard.press("Enter")
    expect(figure.number("at")).to_have_value("9")
    figure.expect_live()
    expect(figure.part("wide").get_by_text("were expected, and these")).to_contain_text(words.strip())
    expect(figure.element.locator(".wide .ranking li")).to_have_count(10)
    figure.go("back")
    expect(figure.number("at")).to_have_value("6")


@pytest.mark.one_browser
def test_a_text_of_ones_own_is_read_and_compared(post: SharedPage) -> None:
    figure = post.figure("landscape", "passage=own")
    figure.element.locator("textarea").fill("My dear Emma, said he")
    figure.expect_live()
    first = figure.value("bits_per_byte")
    assert 0.3 < first < 4
    figure.radio("other", "m").check(force=True)
    figure.expect_live()
    assert figure.value("bits_per_byte") == first
    assert figure.value("kl") > 0


@pytest.mark.one_browser
def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(post: SharedPage) -> None:
    figure = post.figure("landscape", "passage=dialogue&unit=words&other=4bit")
    test_page.expect_accessible_and_narrow(figure.page, [figure], f"#{figure.id}")
