"""When Python is asked for: with the first frame that has a figure near, and for none that is far."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import requests_for
from tests.e2e.figure import FigureOnPage

PAGE = "tour/index.html"
NOTHING_WAKES = "globalThis.requestAnimationFrame = () => 0"
TOLD = """() => new Promise(resolve => {
    new IntersectionObserver(resolve).observe(document.querySelector('nt-figure'));
})"""
"""Every observer has been told how figures stand: older ones go first."""


@pytest.mark.one_browser
def test_python_is_asked_for_before_figures_wake(page: Page, base_url: str) -> None:
    page.add_init_script(NOTHING_WAKES)
    with page.expect_request("**/runtime/engine.*"):
        page.goto(base_url + PAGE)
    assert page.evaluate("() => customElements.get('nt-figure') === undefined")


@pytest.mark.one_browser
def test_for_a_figure_that_is_far_nothing_is_asked_until_the_reader_comes(page: Page, base_url: str) -> None:
    asked = requests_for(page, "/runtime/")
    page.set_viewport_size({"width": 390, "height": 60})
    page.goto(base_url + PAGE)
    page.wait_for_function("() => customElements.get('nt-figure')")
    page.evaluate(TOLD)
    assert asked == []
    page.set_viewport_size({"width": 390, "height": 800})
    FigureOnPage(page).expect_live()
    assert asked
