"""A state is pinned: it stays in the picture and in the readouts, and travels with the link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer

pytestmark = pytest.mark.one_browser


def test_a_pinned_state_stays_behind_the_moving_one(explorer: FigureOnPage) -> None:
    pin, pinned = explorer.element.locator(".pin"), explorer.output("gap").locator(".pinned")
    before, shown = explorer.parts(), explorer.output("gap").locator(".value").inner_text()
    expect(pinned).to_be_empty()
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(pin).to_have_text("Pin to compare")
    expect(pinned).to_have_text(shown)
    explorer.expect_live()
    ghost = explorer.part("wide").inner_html()
    assert ghost != before["wide"], "no ghost is drawn"

    explorer.type("b", "0.75")
    expect(explorer.page).to_have_url(re.compile(r"#map\?b=0\.75&pin=$"))
    explorer.expect_live()
    expect(pinned).to_have_text(shown)
    assert explorer.output("gap").locator(".value").inner_text() != shown

    explorer.slider("b").press("Backspace")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "false")
    expect(pinned).to_be_empty()
    explorer.expect_live()
    assert explorer.parts() == before


def test_a_link_opens_with_what_is_pinned(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "map?b=0.75&pin=b:0.4,rho:0.5")
    expect(figure.element.locator(".pin")).to_have_attribute("aria-pressed", "true")
    pinned = figure.output("gap").locator(".pinned").inner_text()
    figure.expect_controls(b="0.75", rho="0.9")
    page.goto(f"{base_url}tour/index.html#map?b=0.4&rho=0.5")
    figure.expect_controls(b="0.4", rho="0.5")
    figure.expect_live()
    expect(figure.output("gap").locator(".pinned")).to_be_empty()
    assert figure.output("gap").locator(".value").inner_text() in pinned


def test_pinning_is_a_step(explorer: FigureOnPage) -> None:
    pin = explorer.element.locator(".pin")
    explorer.slider("rho").press("ArrowLeft")
    pin.click()
    explorer.slider("rho").press("ArrowLeft")
    explorer.expect_controls(rho="0.88")
    expect(explorer.page).to_have_url(re.compile(r"#map\?rho=0\.88&pin=rho:0\.89$"))
    explorer.go("back")
    explorer.expect_controls(rho="0.89")
    expect(pin).to_have_attribute("aria-pressed", "true")
    explorer.go("back")
    expect(pin).to_have_attribute("aria-pressed", "false")
    explorer.go("forward")
    expect(pin).to_have_attribute("aria-pressed", "true")


def test_a_preset_keeps_what_is_pinned_and_reset_all_does_not(explorer: FigureOnPage) -> None:
    pin = explorer.element.locator(".pin")
    explorer.slider("rho").press("ArrowLeft")
    pin.click()
    explorer.element.locator("a.preset:not([aria-current])").first.click()
    expect(explorer.page).to_have_url(re.compile(r"&pin=rho:0\.89$"))
    expect(pin).to_have_attribute("aria-pressed", "true")
    explorer.button("Reset all").click()
    expect(pin).to_have_attribute("aria-pressed", "false")
    expect(explorer.page).to_have_url(re.compile(r"#map$"))


def test_nonsense_that_is_pinned_is_said(explorer: FigureOnPage) -> None:
    explorer.follow("map?pin=rho:7")
    expect(explorer.part("status")).to_contain_text("The link asked for rho = 7; 1 is the most.")


def test_the_buttons_keep_their_places(explorer: FigureOnPage) -> None:
    reset = explorer.button("Reset all")
    left = "element => element.getBoundingClientRect().left"
    before = reset.evaluate(left)
    explorer.element.locator(".pin").click()
    expect(explorer.element.locator(".pin")).to_have_attribute("aria-pressed", "true")
    assert reset.evaluate(left) == before
