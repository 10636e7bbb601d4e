"""The post on probability: its figures, as a reader types, drags and follows links."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import test_post_token_explorer
from tests.e2e.conftest import SharedPage
from tests.e2e.figure import FigureOnPage, type_into
from tests.e2e.test_touch import drag


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}probability/index.html"


def opened(page: Page, address: str, figure_id: str, state: str = "") -> FigureOnPage:
    return test_post_token_explorer.opened(page, address, figure_id, state)


@pytest.mark.one_browser
def test_a_sentence_of_ones_own_is_scored_and_a_token_chosen_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("sentence")
    page = figure.page
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


def shares(figure: FigureOnPage, name: str) -> list[int]:
    """What the bars of a distribution show."""
    inputs = figure.control(name).locator("input").all()
    return [int(bar.input_value()) for bar in inputs]


def test_a_bar_is_pulled_by_keyboard_and_the_others_share_the_rest(post: SharedPage) -> None:
    figure = post.figure("entropy-bars")
    page = figure.page
    bar = figure.control("p").get_by_label("mat")
    bar.press("ArrowUp")
    expect(bar).to_have_value("41")
    expect(bar).to_have_attribute("aria-valuetext", "41 %")
    figure.expect_live()
    assert sum(shares(figure, "p")) == 100
    bar.press("End")
    expect(figure.output("entropy")).to_have_attribute("data-value", "0.0")
    assert shares(figure, "p") == [100, 0, 0, 0, 0]
    expect(page).to_have_url(re.compile(r"#entropy-bars\?p=100\.0\.0\.0\.0$"))
    bar.press("Backspace")
    expect(bar).to_have_value("40")


def test_a_bar_is_pulled_by_pointer_and_comes_back_with_the_others(post: SharedPage) -> None:
    figure = post.figure("entropy-bars")
    page = figure.page
    bar = figure.control("p").get_by_label("floor")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    middle, end = box["x"] + box["width"] / 2, box["y"] + box["height"]
    page.mouse.move(middle, end - 0.35 * box["height"])
    page.mouse.down()
    page.mouse.move(middle, box["y"] - 5, steps=4)
    expect(bar).to_have_value("100")
    page.mouse.move(middle, end - 0.35 * box["height"], steps=4)
    expect(figure.control("p").get_by_label("mat")).not_to_have_value("0")
    page.mouse.up()
    figure.expect_live()
    now = shares(figure, "p")
    assert sum(now) == 100 and now[0] > now[3] > now[2] > now[4]


def test_a_bar_that_is_back_where_it_was_lets_go_of_the_others(post: SharedPage) -> None:
    figure = post.figure("entropy-bars")
    page = figure.page
    bar, other = (figure.control("p").get_by_label(name) for name in ("mat", "floor"))
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    place = box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"]
    page.mouse.click(*place)
    taken = bar.input_value()
    assert int(taken) > 60
    page.mouse.down()
    page.mouse.move(place[0], box["y"] - 5, steps=4)
    expect(bar).to_have_value("100")
    page.mouse.move(*place, steps=4)
    expect(bar).to_have_value(taken)
    page.mouse.up()
    bar.press("Backspace")
    expect(bar).to_have_value("40")
    other.press("ArrowUp")
    assert 35 <= shares(figure, "p")[0] <= 40


@pytest.fixture
def bars(browser: Browser, address: str) -> Iterator[FigureOnPage]:
    """The figure of bars, on a telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield opened(context.new_page(), address, "entropy-bars")
    context.close()


@pytest.mark.only_browser("chromium")  # fingers need its protocol
def test_a_finger_pulls_a_bar_at_its_end_and_scrolls_the_page_anywhere_else(bars: FigureOnPage) -> None:
    bar = bars.control("p").get_by_label("mat")
    box = bar.bounding_box()
    assert box and box["width"] >= 44
    thumb = 44 / box["height"]
    end = 1 - thumb / 2 - 0.4 * (1 - thumb)
    drag(bar, 0.5, across=0, down=-30, height=end)
    expect(bar).not_to_have_value("40")
    bars.expect_live()
    pulled = shares(bars, "p")
    assert pulled[0] > 50 and sum(pulled) == 100
    before = bars.page.evaluate("() => scrollY")
    drag(bar, 0.5, across=0, down=-200, height=0.98)
    bars.page.wait_for_function("before => scrollY > before", arg=before)
    assert shares(bars, "p") == pulled


@pytest.mark.one_browser
def test_a_link_to_shares_that_are_no_hundred_is_put_right_and_said(post: SharedPage) -> None:
    figure = post.figure("entropy-bars", "p=1.1.1.1.1")
    assert shares(figure, "p") == [20] * 5
    expect(figure.element).to_contain_text("the nearest that add up to 100 are shown")
    assert figure.value("entropy") == figure.value("max_entropy")


@pytest.mark.one_browser
def test_a_descent_is_started_again_and_followed_step_by_step_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("two-fits")
    page = figure.page
    end = figure.value("reverse")
    steps = figure.part("wide").get_by_role("group", name="Steps of both descents")
    steps.get_by_role("link", name="Start again").press("Enter")
    figure.expect_controls(steps="0")
    figure.expect_live()
    start = figure.value("reverse")
    assert start > end
    steps.get_by_role("link", name="10 steps").press("Enter")
    figure.expect_controls(steps="10")
    figure.expect_live()
    expect(steps.get_by_role("link", name="10 steps")).to_be_focused()
    page.keyboard.press("Enter")
    figure.expect_controls(steps="20")
    figure.expect_live()
    assert start > figure.value("reverse") > end
    expect(page).to_have_url(re.compile(r"#two-fits\?steps=20$"))


@pytest.mark.one_browser
def test_another_start_ends_in_the_other_mode(post: SharedPage) -> None:
    figure = post.figure("two-fits")
    page = figure.page
    assert figure.value("reverse_mean") > 2
    figure.type("start", "-1")
    figure.expect_live()
    assert figure.value("reverse_mean") < -2
    expect(page.locator("main")).to_contain_text("ends in the left mode")


@pytest.mark.one_browser
def test_a_cut_makes_one_direction_infinite_and_a_note_takes_it_back(post: SharedPage) -> None:
    figure = post.figure("skew-normals")
    figure.type("cut", "4")
    expect(figure.output("forward")).to_have_attribute("data-value", "Infinity")
    figure.part("notes").get_by_role("link", name="Cut nothing").press("Enter")
    figure.expect_controls(cut="0")
    figure.expect_live()
    assert figure.value("forward") < 1


@pytest.mark.one_browser
def test_a_place_of_two_distributions_is_looked_at_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("skew-normals")
    type_into(figure.element.locator(".probe-number"), "121")
    ratio = figure.element.locator("output[data-look=ratio] .value")
    expect(ratio).not_to_have_text("–")
    before = ratio.text_content() or ""
    figure.element.locator(".probe-handle").press("ArrowRight")
    expect(ratio).not_to_have_text(before)


@pytest.mark.one_browser
def test_a_sum_too_large_for_the_machine_is_mended_by_the_note_s_link(post: SharedPage) -> None:
    figure = post.figure("softmax", "shift=100")
    expect(figure.part("notes")).to_contain_text("more than fits into float32")
    figure.part("notes").get_by_role("link").press("Enter")
    expect(figure.radio("way", "shifted")).to_be_checked()
    figure.expect_live()
    expect(figure.part("wide")).to_contain_text("64")
