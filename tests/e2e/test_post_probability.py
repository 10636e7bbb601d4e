"""The post on probability: its figures, as a reader types, drags and follows links."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import test_page, test_post_token_explorer
from tests.e2e.figure import FigureOnPage, parts_as_built

FIGURES = ("sentence",)


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}probability/index.html"


def opened(page: Page, address: str, figure_id: str, state: str = "") -> FigureOnPage:
    return test_post_token_explorer.opened(page, address, figure_id, state)


@pytest.mark.one_browser
@pytest.mark.parametrize("figure_id", FIGURES)
def test_what_the_page_brought_is_what_its_python_says(page: Page, address: str, figure_id: str) -> None:
    """Static equals live, to the last bit."""
    figure = opened(page, address, figure_id)
    assert parts_as_built(page, figure_id) == figure.parts()


@pytest.mark.one_browser
@pytest.mark.parametrize("figure_id", FIGURES)
def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(
    page: Page, address: str, figure_id: str
) -> None:
    test_page.expect_accessible_and_narrow(opened(page, address, figure_id))


@pytest.mark.one_browser
def test_a_sentence_of_ones_own_is_scored_and_a_token_chosen_by_keyboard(page: Page, address: str) -> None:
    figure = opened(page, address, "sentence")
    before = figure.value("log_prob")
    field = figure.element.locator("textarea")
    field.fill("Yes, said he.")
    expect(figure.element.locator(".wide p.tokens a")).to_have_count(5)
    figure.expect_live()
    assert before < figure.value("log_prob") < 0
    token = figure.element.locator(".wide p.tokens a").nth(1)
    words = token.text_content() or ""
    token.focus()
    page.keyboard.press("Enter")
    expect(figure.number("at")).to_have_value("2")
    expect(figure.part("wide").locator("p").nth(1)).to_contain_text(f"‘{words}’ had")
