"""The page on paper: figures as the reader sees them, with their parameters; folds opened; links noted."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.e2e.figure import FigureOnPage, open_explorer

STATE = "map?n=60&rho=0.5&unit=bits&seed=7&pin=rho:0.9"
SHOWN = "Number of places, N = 60 places; Evenness of P, A = 0.6 of 1"
PINNED = "Pinned to compare: Number of places, N = 40 places; Likeness of order, ρ = 0.9; Shuffle seed: 1"
DEFAULT = "Number of places, N = 40 places; Evenness of P, A = 0.6 of 1"
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"

DISPATCH = "name => { dispatchEvent(new Event(name)) }"


def squeezed(text: str) -> str:
    """Without white space: where lines break, and how far letters stand apart, is the printer's."""
    return re.sub(r"\s+", "", text)


def printed(page: Page) -> list[str]:
    """The text of each page of the PDF that the browser makes."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return [squeezed(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def expect_figures(page: Page, sheets: list[str]) -> None:
    """Each figure stands on one sheet: its title, its readouts, what it shows in words, its parameters."""
    whole = "".join(sheets)
    figures = page.locator("nt-figure")
    assert figures.count() > 3
    for figure in figures.all():
        title = squeezed(figure.locator(".figure-title").text_content() or "")
        parameters = squeezed(figure.locator(".parameters").text_content() or "")
        sheet = next((text for text in sheets if title in text), "")
        assert sheet, f"{title} is on no page"
        assert parameters in sheet, f"{title}: its parameters are not on its page"
        for readout in figure.locator("output[name] .value").all_text_contents():
            assert squeezed(readout) in sheet, f"{title}: {readout} is not printed"
        assert squeezed(figure.locator(".sentence").text_content() or "") in sheet
        assert squeezed(figure.locator("caption").text_content() or "") in whole
        assert squeezed(figure.locator(".folds dd").first.text_content() or "") in whole


@pytest.mark.only_browser("chromium")  # no other prints for Playwright
def test_figures_are_printed_in_the_state_that_the_reader_sees(
    browser: Browser, base_url: str, console_errors: list[str]
) -> None:
    """Also in the dark, and with a state pinned behind."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    figure = open_explorer(page, base_url, STATE)
    sheets = printed(page)
    whole = "".join(sheets)
    expect_figures(page, sheets)
    assert squeezed(SHOWN) in whole and squeezed(PINNED) in whole
    was = figure.output("gap").locator(".pinned").text_content() or ""
    assert squeezed(f"(was {was})") in whole
    assert "from__future__" not in whole, "listings of Python are not for paper"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(BACKGROUND) in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    context.close()


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in Firefox, nor print there
def test_the_page_is_printed_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    sheets = printed(page)
    expect_figures(page, sheets)
    assert squeezed(DEFAULT) in "".join(sheets)

    links = page.locator(".prose a[data-link]")
    assert links.count() > 1
    for link in links.all():
        number, address = link.get_attribute("data-link"), link.get_attribute("href")
        assert squeezed(f"{link.text_content()} [{number}]") in "".join(sheets)
        assert squeezed(f"{number}. {address}") in "".join(sheets)
    context.close()


def test_static_parameters_are_what_the_page_would_write(explorer: FigureOnPage) -> None:
    """The template's words and those of the page's own, for the same state."""
    before = explorer.part("parameters").text_content()
    explorer.slider("rho").press("ArrowLeft")
    explorer.expect_live()
    expect(explorer.part("parameters")).to_contain_text("ρ = 0.89;")
    explorer.button("Reset all").click()
    expect(explorer.part("parameters")).to_have_text(before or "")


def test_folds_are_opened_for_the_printer_and_closed_again(page: Page, base_url: str) -> None:
    """Also when told twice. What a reader has opened stays open; listings, which are long, stay closed."""
    page.goto(f"{base_url}tour/index.html")
    folds = page.locator("details.fold")
    folds.first.wait_for(state="attached")
    table = page.locator("nt-figure details.fold:has(table)").first
    table.locator("summary").press("Enter")
    for _ in range(2):
        page.evaluate(DISPATCH, "beforeprint")
    closed = folds.evaluate_all("all => all.filter(fold => !fold.open).map(fold => fold.className)")
    assert all(re.search("trouble|listings", name) for name in closed), closed
    page.evaluate(DISPATCH, "afterprint")
    assert folds.evaluate_all("all => all.filter(fold => fold.open).length") == 1
