"""A reader picks token after token: by mouse and keyboard, back and forth, and takes it along."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import test_page, test_post_token_explorer
from tests.e2e.conftest import SharedPage
from tests.e2e.figure import FigureOnPage
from tests.e2e.test_offline import no_network
from tests.e2e.test_post_token_explorer import address

__all__ = ["address", "no_network"]

OWN = "prompt=own&text=My%20dear"


def opened(page: Page, address: str, state: str = "") -> FigureOnPage:
    return test_post_token_explorer.opened(page, address, "builder", state)


def picked(figure: FigureOnPage) -> Locator:
    """The tokens that were picked, which are ways back."""
    return figure.element.locator(".wide p.tokens a.token")


def row(figure: FigureOnPage, number: int) -> Locator:
    return figure.element.locator(".wide tbody th a").nth(number)


@pytest.mark.one_browser
def test_a_row_is_picked_by_keyboard_rewound_by_choosing_a_token_and_back_returns(post: SharedPage) -> None:
    figure = post.figure("builder")
    page = figure.page
    row(figure, 0).focus()
    page.keyboard.press("Enter")
    expect(picked(figure)).to_have_text([" Paris"])
    figure.expect_live()
    first = figure.value("log_prob")
    row(figure, 1).click()
    expect(picked(figure)).to_have_count(2)
    figure.expect_live()
    assert figure.value("log_prob") < first
    link = page.url
    picked(figure).first.click()
    expect(picked(figure)).to_have_text([" Paris"])
    figure.expect_live()
    assert figure.value("log_prob") == first
    figure.go("back")
    expect(picked(figure)).to_have_count(2)
    figure.element.get_by_role("link", name="Undo").click()
    expect(picked(figure)).to_have_count(1)
    page.goto("about:blank")
    page.goto(link)
    figure.expect_live()
    expect(picked(figure)).to_have_count(2)


@pytest.mark.one_browser
def test_greedy_and_sample_go_on_and_the_same_seed_draws_the_same(post: SharedPage) -> None:
    figure = post.figure("builder", "prompt=story&seed=7")
    sample, again = (figure.element.get_by_role("link", name=name) for name in ("Sample", "Begin again"))
    sample.first.click()
    expect(picked(figure)).to_have_count(1)
    first = picked(figure).text_content()
    again.click()
    expect(picked(figure)).to_have_count(0)
    figure.expect_live()
    sample.first.click()
    expect(picked(figure)).to_have_text([first or ""])
    again.click()
    expect(picked(figure)).to_have_count(0)
    figure.expect_live()
    figure.element.get_by_role("link", name="Greedy").click()
    expect(picked(figure)).to_have_text([" small"])


@pytest.mark.one_browser
def test_sample_is_pressed_ten_times_on_the_first_prompt_and_nothing_stops_the_reader(
    post: SharedPage,
) -> None:
    figure = post.figure("builder")
    page = figure.page
    sample = figure.element.locator(".wide").get_by_role("link", name="Sample")
    sample.focus()
    for count in range(1, 11):
        expect(sample).to_be_focused()
        page.keyboard.press("Enter")
        expect(picked(figure)).to_have_count(count)
        figure.expect_live()
        assert figure.value("log_prob") < 0
    assert picked(figure).first.text_content() == " Paris"
    assert "picks=7042." in page.url


@pytest.mark.one_browser
def test_the_vocabulary_is_searched_sorted_and_turned_page_by_page(post: SharedPage) -> None:
    figure = post.figure("builder")
    figure.control("find").locator("input").fill(" Par")
    expect(row(figure, 0)).to_have_text("‘\u00a0Paris’")
    figure.radio("sort", "bytes").check(force=True)
    expect(row(figure, 0)).to_have_text("‘\u00a0Par’")
    figure.expect_live()
    figure.element.get_by_role("link", name="Next", exact=True).click()
    expect(figure.element.locator(".wide .pages", has_text="2 of 5")).to_be_visible()


@pytest.mark.one_browser
def test_a_text_of_ones_own_goes_on_as_the_model_here_says(post: SharedPage) -> None:
    """Every pick is scored, the whole vocabulary is there, and the tree, too."""
    figure = post.figure("builder", OWN)
    page = figure.page
    expect(figure.element.locator(".wide caption")).to_contain_text("2\u202f048 of 2\u202f048 tokens")
    row(figure, 2).click()
    expect(picked(figure)).to_have_count(1)
    figure.expect_live()
    assert 0 > figure.value("log_prob") > -6
    assert math.log(figure.value("perplexity")) == pytest.approx(-figure.value("log_prob"))
    ways = figure.element.locator(".wide svg a")
    assert ways.count() > 12
    expect(ways.first).to_have_attribute("aria-current", "true")
    ways.nth(1).focus()
    page.keyboard.press("Enter")
    expect(picked(figure)).to_have_count(2)


@pytest.mark.one_browser
def test_the_copy_explores_prompts_and_runs_the_small_model(
    page: Page, real_site: Path, no_network: list[str]
) -> None:
    copy = real_site / "offline/token-explorer.html"
    assert copy.stat().st_size < 20_000_000
    figure = opened(page, copy.as_uri(), "prompt=story")
    row(figure, 0).click()
    expect(picked(figure)).to_have_text([" small"])
    figure.radio("prompt", "own").check(force=True)
    figure.expect_live()
    expect(figure.element.locator(".wide caption")).to_contain_text("tokens")


@pytest.mark.one_browser
def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(post: SharedPage) -> None:
    figure = post.figure("builder", "prompt=code&picks=216.216")
    test_page.expect_accessible_and_narrow(figure.page, [figure], f"#{figure.id}")
