"""A reader finds the way about the map of models: by mouse, wheel and keys, and into another origin."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import test_page
from tests.e2e.conftest import SharedPage
from tests.e2e.figure import FigureOnPage

FOCUSED = "() => document.activeElement.closest('svg') && document.activeElement.dataset.key"
"""Which model of the drawing has the focus."""


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}kl-scale/index.html"


def middle(figure: FigureOnPage) -> tuple[float, float]:
    """The middle of the drawing, in the window."""
    box = figure.element.locator(".drawing:visible svg").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def held(figure: FigureOnPage, name: str) -> float:
    return float(figure.number(name).input_value())


@pytest.mark.one_browser
def test_a_mouse_draws_the_map_along_and_follows_no_link_by_that(post: SharedPage) -> None:
    figure = post.figure("map", "zoom=2")
    page = figure.page
    origin = figure.number("origin").input_value()
    x, y = middle(figure)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    figure.expect_live()
    assert held(figure, "x") < 0 < held(figure, "y")
    assert figure.number("origin").input_value() == origin
    figure.go("back")
    expect(figure.number("x")).to_have_value("0")


@pytest.mark.one_browser
def test_the_wheel_scrolls_the_page_and_with_ctrl_it_brings_the_map_nearer(post: SharedPage) -> None:
    figure = post.figure("map")
    page = figure.page
    x, y = middle(figure)
    page.mouse.move(x, y)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 40)
    page.wait_for_function("before => scrollY !== before", arg=before)
    assert held(figure, "zoom") == 1
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(figure.number("zoom")).not_to_have_value("1")
    assert held(figure, "zoom") > 1


@pytest.mark.one_browser
def test_the_models_are_one_stop_for_tab_and_arrow_keys_reach_each(post: SharedPage) -> None:
    figure = post.figure("map", "kinds=end")
    page = figure.page
    models = figure.element.locator(".drawing:visible svg a")
    models.first.focus()
    page.keyboard.press("Tab")
    expect(figure.element.locator(".drawing:visible .pages a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(models.last).to_be_focused()
    for back, on in (("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown")):
        for _ in range(models.count()):
            page.keyboard.press(back)
        reached = {page.evaluate(FOCUSED)}
        for _ in range(models.count()):
            page.keyboard.press(on)
            reached.add(page.evaluate(FOCUSED))
        assert len(reached) == models.count()
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate(FOCUSED)


@pytest.mark.one_browser
def test_a_model_that_keys_lead_to_tells_of_itself_and_becomes_the_origin(post: SharedPage) -> None:
    figure = post.figure("map", "kinds=end")
    page = figure.page
    figure.element.locator(".drawing:visible svg a[aria-current]").focus()
    page.keyboard.press("ArrowRight")
    model = figure.element.locator(".drawing:visible svg a:focus")
    told = model.locator("text")
    expect(told).to_be_visible()
    name = (told.text_content() or "").partition(":")[0]
    expect(model).to_have_attribute("aria-label", told.text_content() or "")
    page.keyboard.press("Enter")
    figure.expect_live()
    expect(figure.control("origin")).to_contain_text(name)
    current = figure.element.locator(".drawing:visible svg a[aria-current]")
    expect(current).to_have_count(1)
    expect(current).to_be_focused()


@pytest.mark.one_browser
def test_links_below_it_move_the_map_and_keep_the_focus(post: SharedPage) -> None:
    figure = post.figure("map")
    page = figure.page
    for name in ("Nearer", "Nearer", "Left"):
        link = figure.element.locator(".drawing:visible .pages").get_by_role("link", name=name)
        link.focus()
        page.keyboard.press("Enter")
        figure.expect_live()
        expect(link).to_be_focused()
    figure.expect_controls(zoom="4", x="-0.125")


@pytest.mark.one_browser
def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(post: SharedPage) -> None:
    figure = post.figure("map", "kinds=all&colour=bits&zoom=3")
    test_page.expect_accessible_and_narrow(figure.page, [figure], f"#{figure.id}")
