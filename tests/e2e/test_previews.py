"""Notes, references, equations and figures at the links to them: by pointer, keyboard and touch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_save_data import SAVES_DATA

LINK_AT_THE_END = """() => document.querySelector('.post-foot').insertAdjacentHTML(
    'beforeend', '<p><a href="#100%">no escape</a> <a href="#map">the figure above</a></p>')"""
MEANT = re.compile(r"^Outline\s*A state of .* that stays behind the next ones\.$", re.DOTALL)
REPEATED = """() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""


def test_what_a_link_leads_to_is_shown_beside_it(page: Page, base_url: str) -> None:
    page.add_init_script(SAVES_DATA)  # no figure is needed
    page.set_viewport_size({"width": 820, "height": 500})
    page.goto(f"{base_url}tour/index.html")
    page.wait_for_function("() => customElements.get('nt-figure')")  # the last of the page's scripts
    box, cited = page.locator(".preview"), page.locator(".citation a").first
    cited.scroll_into_view_if_needed()
    before = cited.bounding_box()

    cited.hover()
    expect(box).to_contain_text("Boole")
    shown = box.bounding_box()
    assert before and shown and cited.bounding_box() == before  # nothing has moved
    assert shown["y"] >= before["y"] + before["height"] or shown["y"] + shown["height"] <= before["y"]
    assert page.evaluate(REPEATED) == []
    box.hover()
    page.mouse.wheel(0, 1)
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)

    equation = page.locator('.prose a[href="#eq-gap"]').first
    page.mouse.move(1, 1)
    equation.scroll_into_view_if_needed()
    equation.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(equation).to_be_focused()
    expect(box.locator(".katex")).to_be_visible()
    assert page.evaluate(
        "() => [...document.querySelectorAll('.preview *')].every(({ tabIndex }) => tabIndex < 0)"
    )
    expect(equation).to_have_accessible_description(re.compile("gap"))
    page.keyboard.press("Shift+Tab")
    expect(box).to_have_count(0)

    page.evaluate(LINK_AT_THE_END)
    page.get_by_role("link", name="no escape").hover()
    page.get_by_role("link", name="the figure above").hover()
    expect(box.locator("svg")).to_be_visible()
    expect(box).to_contain_text(page.locator("nt-figure#map .figure-title").inner_text())
    assert page.evaluate(REPEATED) == []


def test_what_a_term_means_is_shown_on_another_page_than_defines_it(page: Page, base_url: str) -> None:
    page.add_init_script(SAVES_DATA)
    page.goto(f"{base_url}tour/index.html")
    page.wait_for_function("() => customElements.get('nt-figure')")
    term, box = page.locator("a.term"), page.locator(".preview")
    expect(term).to_have_text("outline")

    term.hover()
    expect(box).to_have_text(MEANT)
    expect(box.locator(".katex")).to_be_visible()
    expect(box.locator("a")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)

    page.mouse.move(1, 1)
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(box).to_have_text(MEANT)
    expect(term).to_have_accessible_description(re.compile("^Outline A state of"))
    expect(term).to_have_accessible_name("outline")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{base_url}conventions/index.html#outline")


def test_a_copy_that_knows_no_site_says_what_a_term_means(page: Page, site: Path) -> None:
    page.add_init_script(SAVES_DATA)
    page.goto((site / "offline" / "tour.html").as_uri())
    page.wait_for_function("() => customElements.get('nt-figure')")
    term, box = page.locator("a.term"), page.locator(".preview")
    term.hover()
    expect(box).to_have_text(MEANT)
    page.mouse.move(1, 1)
    expect(box).to_have_count(0)
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(box).to_have_text(MEANT)
    expect(page.get_by_role("link", name="outline", exact=True)).to_be_disabled()


@pytest.mark.only_browser("chromium")  # the one that can be touched
def test_a_first_tap_shows_what_a_second_leads_to(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> None:
    phone = {"viewport": {"width": 390, "height": 500}, "has_touch": True, "is_mobile": True}
    page = browser.new_context(**{**browser_context_args, **phone}).new_page()
    page.add_init_script(SAVES_DATA)
    page.goto(f"{base_url}tour/index.html")
    page.wait_for_function("() => customElements.get('nt-figure')")
    mark, box = page.locator(".note-ref a").first, page.locator(".preview")
    mark.evaluate("mark => scrollTo(0, mark.getBoundingClientRect().top - 450)")  # its note is out of sight
    mark.tap()
    expect(box).to_contain_text("A place is a number")
    assert "#" not in page.url
    box.tap()
    expect(box).to_be_visible()
    mark.tap()
    expect(page).to_have_url(f"{base_url}tour/index.html#note-1")
    expect(box).to_have_count(0)

    page.goto(f"{base_url}tour/index.html")
    page.wait_for_function("() => customElements.get('nt-figure')")
    term = page.locator("a.term")
    term.tap()
    expect(box).to_have_text(MEANT)
    expect(page).to_have_url(f"{base_url}tour/index.html")
    term.tap()
    expect(page).to_have_url(f"{base_url}conventions/index.html#outline")
    page.context.close()
