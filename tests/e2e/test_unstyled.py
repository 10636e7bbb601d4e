"""The post where the site's stylesheet and scripts are not: in a reader's view, and drawings on their own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import open_explorer

pytestmark = pytest.mark.one_browser

STATE = "map?n=60&rho=0.5&unit=bits&seed=7&pin=rho:0.9"


@pytest.mark.parametrize("live", [True, False])
def test_a_reader_s_view_has_all_that_is_read_and_nothing_that_is_moved(
    page: Page, base_url: str, reader: str, live: bool
) -> None:
    if live:
        open_explorer(page, base_url)
    else:
        page.route("**/js/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(f"{base_url}tour/index.html")
    article: dict[str, Any] = page.evaluate(f"() => {{ {reader} }}")
    titles = page.locator(".callout-title").all_text_contents()
    notes = page.locator(".prose > .note").count()
    figures = page.locator(".figure-title").all_text_contents()
    formulas = page.locator(".prose .katex:not(nt-figure .katex)").count()

    page.goto("about:blank")
    page.set_content(article["content"])
    text = " ".join(page.locator("body").inner_text().split())
    assert titles and [title for title in titles if title not in text] == []
    assert [title for title in figures if title not in text] == []
    expect(page.locator("svg")).to_have_count(len(figures))
    expect(page.locator("[id^=note-]:not([id^=note-ref])")).to_have_count(notes)
    for number in range(1, notes + 1):
        expect(page.locator(f"#note-{number} a[href$='#note-ref-{number}']")).to_have_count(1)
        expect(page.locator(f"#note-ref-{number} a[href$='#note-{number}']")).to_have_count(1)
    assert formulas
    expect(page.locator("math:not(figure math)")).to_have_count(formulas)
    expect(page.locator("[class*=katex-html], [aria-hidden=true]:not(svg *)")).to_have_count(0)  # each once
    headings = page.locator("h2, h3").all_text_contents()
    assert headings and not any("#" in heading for heading in headings)
    expect(page.locator("input, button, fieldset, form, ul:has(a.preset)")).to_have_count(0)
    assert "Numbers at one place" not in text


STYLES = """() => [...document.querySelectorAll('svg.chart:not(.overlay)')].map(svg =>
    [...svg.querySelectorAll(':not(title, desc, .sheet)')].map(element => {
        const css = getComputedStyle(element);
        return [element.outerHTML.slice(0, 80), ...NAMES.map(name => css.getPropertyValue(name))];
    }))"""
NAMES = [
    *(
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
    ),
    *("opacity", "paint-order", "font-size", "font-weight", "text-anchor"),
]
LIGHT_ON_WHITE = """root => {
    root.dataset.theme = 'light';
    root.style.setProperty('--paper', '#fff');
}"""


def seen(page: Page) -> list[list[list[str]]]:
    """Each mark and word of each drawing, with how it is painted; mixed colours written as the others."""
    found: list[list[list[str]]] = page.evaluate(STYLES.replace("NAMES", str(NAMES)))
    return [
        [[re.sub(r"color\(srgb (.*)\)", plain, style) for style in each] for each in svg] for svg in found
    ]


def plain(colour: re.Match[str]) -> str:
    return f"rgb({', '.join(str(round(255 * float(part))) for part in colour[1].split())})"


def test_drawings_look_the_same_without_the_stylesheet(page: Page, base_url: str) -> None:
    """As in the light theme on white paper, with a state pinned behind."""
    open_explorer(page, base_url, STATE)
    expect_same_without_stylesheet(page, 6)


def expect_same_without_stylesheet(page: Page, marks: int) -> None:
    """Each drawing has more than so many marks. Leaves the page for its drawings alone."""
    page.locator("html").evaluate(LIGHT_ON_WHITE)
    styled = seen(page)
    drawings = page.locator("svg.chart:not(.overlay)").evaluate_all("all => all.map(svg => svg.outerHTML)")
    page.goto("about:blank")
    page.set_content("".join(drawings))
    assert len(styled) >= 8 and min(map(len, styled)) > marks
    assert seen(page) == styled


def test_a_drawing_alone_is_as_wide_as_its_place_and_lies_on_white(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html")
    drawing = page.locator(".wide svg.chart").first.evaluate("svg => svg.outerHTML")
    page.goto("about:blank")
    page.set_content(f'<div style="width: 360px">{drawing}</div>')
    box = page.locator("svg").bounding_box()
    sheet = page.locator(".sheet").bounding_box()
    assert box and sheet
    assert box["width"] == 360 and 100 < box["height"] < 400
    assert sheet["x"] < box["x"] and sheet["height"] > box["height"]
