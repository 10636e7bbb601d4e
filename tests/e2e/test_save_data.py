"""A reader who asks to spare the network decides whether Python comes."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import requests_for
from tests.e2e.figure import FigureOnPage

SAVES_DATA = "Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true})})"
SEEN = """element => new Promise(resolve => {
    const observer = new IntersectionObserver(entries => {
        if (entries.some(entry => entry.isIntersecting)) resolve();
    });
    observer.observe(element);
})"""
"""The browser has told every observer, older ones first, that the figure is in view."""


def open_sparing(page: Page, base_url: str) -> FigureOnPage:
    """The first explorer in view, for a reader who spares the network."""
    page.add_init_script(SAVES_DATA)
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    return figure


def megabytes(site: Path) -> str:
    """How much a live page of the first explorer fetches, as little as it can: without the snapshot."""
    dispensable = ("rest.", "snapshot.", "layer-", "post-", "scipy.", "matplotlib.")
    packs = [file for file in (site / "runtime").glob("*.bin") if not file.name.startswith(dispensable)]
    (own,) = (site / "runtime").glob("post-tour.*.bin")
    return f"{sum(file.stat().st_size for file in (*packs, own)) / 1e6:.1f} MB"


def test_python_waits_for_a_touch_and_says_how_much_it_weighs(page: Page, base_url: str, site: Path) -> None:
    fetched = requests_for(page, ".bin")
    figure = open_sparing(page, base_url)
    expect(figure.slider("n")).to_be_enabled()
    figure.element.evaluate(SEEN)
    expect(figure.part("status")).to_contain_text(f"Move a control to load Python ({megabytes(site)}).")
    expect(figure.element).to_have_attribute("data-status", "static")
    assert fetched == []

    figure.slider("n").press("ArrowRight")
    figure.expect_live()
    expect(figure.part("status")).to_contain_text("live")
    assert not any("/snapshot." in url for url in fetched)
    assert any("/numpy." in url for url in fetched)
