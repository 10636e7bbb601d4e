"""Search: with the first keys, over http and from a disk, by keyboard; and no field without a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import test_page
from tests.e2e.conftest import requests_for

COMPOSING = """(field, key) => [{ isComposing: true }, { keyCode: 229 }].forEach((how) =>
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how })))"""
"""A key of a reader whose letters an input method is still making; Safari says so by its number alone."""


def test_words_are_found_from_any_page_by_keyboard(page: Page, base_url: str) -> None:
    asked = requests_for(page, "texts.")
    page.goto(f"{base_url}conventions/index.html")
    field, panel = page.get_by_role("searchbox"), page.locator(".found")
    page.keyboard.press("s")
    page.keyboard.press("k")
    expect(field).not_to_be_focused()  # a letter alone is the browser's, or a slip of the tongue
    page.keyboard.press("ControlOrMeta+k")
    expect(field).to_be_focused()
    assert asked == []  # the texts wait for a key

    page.keyboard.type("how far apart")
    link = panel.get_by_role("link").first
    expect(link).to_contain_text(re.compile("^A tour of everything How far apart"))
    expect(panel.locator("mark").filter(has_text="apart").first).to_be_visible()
    test_page.expect_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_be_focused()

    field.fill("xyzzy")
    expect(panel.get_by_role("status")).to_have_text("Nothing is found for “xyzzy”.")
    field.fill("conventions")
    expect(link).to_be_visible()
    for key in ("Enter", "ArrowDown", "Escape"):
        field.evaluate(COMPOSING, key)
    expect(panel).to_be_visible()
    expect(field).to_be_focused()
    field.press("Enter")
    expect(page).to_have_url(f"{base_url}conventions/index.html")
    page.get_by_role("main").click()
    expect(panel).to_be_hidden()


def test_a_site_on_a_disk_is_searched_too(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").press_sequentially("conventions")
    page.locator(".found").get_by_role("link").first.click()
    expect(page).to_have_url((site / "conventions/index.html").as_uri())
    page.context.close()


@pytest.mark.only_browser("chromium")
def test_without_a_script_there_is_no_field_and_in_one_file_neither(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    expect(page.locator(".search")).to_be_hidden()
    copy = (site / "offline/conventions.html").read_text("latin-1")
    assert "site-search" not in copy and "site-name" in copy
    context.close()
