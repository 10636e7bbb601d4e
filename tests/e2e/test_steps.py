"""Every step of a reader is undone by Back and redone by Forward, and none is lost on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.held import stop_clock


def test_back_undoes_step_by_step_and_forward_redoes(page: Page, base_url: str) -> None:
    """Six moves in a go; a button, twice; a move after a rest; all reset; one more."""
    explorer = open_explorer(page, base_url)
    stop_clock(page)
    at_first, entries = explorer.parts(), page.evaluate("() => history.length")
    for name in ("rho", "b"):
        for _ in range(3):
            explorer.slider(name).press("ArrowLeft")
    explorer.button("Reshuffle").click()
    explorer.button("Reshuffle").click()
    page.clock.fast_forward(6000)
    explorer.slider("rho").press("ArrowLeft")
    explorer.button("Reset all").click()
    explorer.slider("rho").press("ArrowRight")
    page.clock.resume()
    steps = [
        {"rho": "0.9", "b": "0.6", "seed": "1"},
        {"rho": "0.87", "b": "0.594", "seed": "1"},
        {"rho": "0.87", "b": "0.594", "seed": "3"},
        {"rho": "0.86", "b": "0.594", "seed": "3"},
        {"rho": "0.9", "b": "0.6", "seed": "1"},
        {"rho": "0.91", "b": "0.6", "seed": "1"},
    ]
    explorer.expect_controls(**steps[-1])
    assert page.evaluate("() => history.length") == entries + len(steps) - 1
    for step in steps[-2::-1]:
        explorer.go("back")
        explorer.expect_controls(**step)
    explorer.expect_live()
    assert explorer.parts() == at_first
    for step in steps[1:]:
        explorer.go("forward")
        explorer.expect_controls(**step)


def test_a_drag_is_one_step(explorer: FigureOnPage) -> None:
    page, slider = explorer.page, explorer.slider("b")
    entries = page.evaluate("() => history.length")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(x + 4 * step, y)
    page.mouse.up()
    assert page.evaluate("() => history.length") == entries + 1
    dragged = explorer.number("b").input_value()
    assert float(dragged) > 0.65
    expect(page).to_have_url(re.compile(rf"#map\?b={re.escape(dragged)}$"))
    explorer.go("back")
    explorer.expect_controls(b="0.6")


def test_after_back_the_same_control_begins_a_new_step(explorer: FigureOnPage) -> None:
    slider = explorer.slider("rho")
    slider.press("ArrowLeft")
    explorer.go("back")
    explorer.expect_controls(rho="0.9")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    explorer.expect_controls(rho="0.92")
    explorer.go("back")
    explorer.expect_controls(rho="0.9")


def test_a_reload_right_after_a_move_keeps_the_state(explorer: FigureOnPage) -> None:
    """The second press is not in the address yet."""
    for _ in range(2):
        explorer.slider("rho").press("ArrowLeft")
    explorer.page.reload()
    explorer.expect_controls(rho="0.88")
    expect(explorer.page).to_have_url(re.compile(r"#map\?rho=0\.88$"))
    explorer.go("back")
    explorer.expect_controls(rho="0.9")


def test_back_right_after_a_move_loses_nothing(explorer: FigureOnPage) -> None:
    for _ in range(2):
        explorer.slider("rho").press("ArrowLeft")
    explorer.go("back")
    explorer.expect_controls(rho="0.9")
    explorer.go("forward")
    explorer.expect_controls(rho="0.88")


def test_a_preset_and_a_link_are_steps_among_others(explorer: FigureOnPage) -> None:
    page = explorer.page
    explorer.slider("rho").press("ArrowLeft")
    preset = explorer.element.locator("a.preset:not([aria-current])").first
    href = preset.get_attribute("href") or ""
    preset.click()
    expect(page).to_have_url(re.compile(re.escape(href) + "$"))
    explorer.slider("a").press("ArrowLeft")
    explorer.go("back")
    expect(page).to_have_url(re.compile(re.escape(href) + "$"))
    explorer.go("back")
    explorer.expect_controls(rho="0.89", a="0.6", b="0.6")


def test_the_same_link_twice_is_followed_twice_and_undone_once(explorer: FigureOnPage) -> None:
    page = explorer.page
    link = page.locator("a.try[href*='map?']").last
    link.click()
    there = explorer.number("rho").input_value()
    link.click()
    explorer.expect_controls(rho=there)
    explorer.go("back")
    explorer.expect_controls(rho="0.9")


def test_a_link_to_where_the_step_began_leads_back_there(explorer: FigureOnPage) -> None:
    """The address is behind the reader for a moment; a click right then is not taken for a repetition."""
    link = explorer.page.locator("a.try[href*='map?']").last
    link.evaluate("link => { link.href = '#map?rho=0.89' }")
    explorer.slider("rho").focus()
    for _ in range(2):
        explorer.page.keyboard.press("ArrowLeft")
    link.evaluate("link => link.click()")
    explorer.expect_controls(rho="0.89")
    explorer.go("back")
    explorer.expect_controls(rho="0.88")


@pytest.mark.only_browser("chromium")  # Playwright waits for ever when this Firefox goes back to another page
def test_back_from_the_first_entry_leaves_the_page(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}index.html")
    figure = open_explorer(page, base_url)
    figure.slider("rho").press("ArrowLeft")
    figure.go("back")
    figure.expect_controls(rho="0.9")
    page.go_back()
    expect(page).to_have_url(f"{base_url}index.html")
    page.go_forward()
    figure.expect_controls(rho="0.9")


def test_a_browser_that_refuses_is_no_trouble(page: Page, base_url: str) -> None:
    """Every write is refused for a while, as after a hundred in half a minute; then all is caught up with."""
    figure = open_explorer(page, base_url)
    page.evaluate("""() => {
        globalThis.kept = ['pushState', 'replaceState'].map(name => [name, history[name]]);
        for (const [name] of kept) history[name] = () => { throw new DOMException('no', 'SecurityError') };
    }""")
    figure.slider("rho").press("ArrowLeft")
    figure.slider("b").press("ArrowLeft")
    figure.expect_live()
    expect(page).to_have_url(re.compile(r"index\.html$"))
    page.evaluate("() => { for (const [name, write] of kept) history[name] = write }")
    expect(page).to_have_url(re.compile(r"#map\?b=0\.598&rho=0\.89$"))
    figure.go("back")
    figure.expect_controls(rho="0.9", b="0.6")
