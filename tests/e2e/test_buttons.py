"""The small buttons: “=”, the reset of one control, links in the notes, copies of the code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.figure import NO_CLIPBOARD, FigureOnPage


def test_equals_copies_the_other_value(explorer: FigureOnPage) -> None:
    explorer.type("a", "0.45")
    explorer.control("b").locator(".same").click()
    explorer.expect_controls(a="0.45", b="0.45")
    explorer.expect_live()
    expect(explorer.page).to_have_url(re.compile(r"#map\?a=0\.45&b=0\.45$"))
    explorer.go("back")
    explorer.expect_controls(a="0.45", b="0.6")


def test_equals_says_what_it_will_do(explorer: FigureOnPage) -> None:
    labels = {control["name"]: control["label"] for control in explorer.declaration()["controls"]}
    same = explorer.control("b").locator(".same")
    expect(same).to_have_accessible_name(f"= A: Set {labels['b']} to {labels['a']}")


@pytest.mark.parametrize("name", ["b", "n", "seed"])
def test_one_control_is_reset(explorer: FigureOnPage, name: str) -> None:
    """The button is there only while there is something to reset, and moves nothing."""
    control, reset = explorer.control(name), explorer.control(name).locator(".reset-one")
    before, room = explorer.number(name).input_value(), control.evaluate(ROOM)
    explorer.slider("rho").press("ArrowLeft")
    expect(reset).to_be_hidden()
    explorer.number(name).press("ArrowUp")
    expect(reset).to_be_visible()
    assert control.evaluate(ROOM) == room
    reset.click()
    explorer.expect_controls(**{name: before, "rho": "0.89"})
    expect(reset).to_be_hidden()
    assert (
        explorer.page.evaluate("() => document.activeElement.closest('[data-control]')?.dataset.control")
        == name
    )
    explorer.go("back")
    expect(reset).to_be_visible()


ROOM = "element => [element.offsetLeft, element.offsetTop, element.offsetWidth, element.offsetHeight]"


def test_backspace_resets_a_slider(explorer: FigureOnPage) -> None:
    slider = explorer.slider("b")
    slider.press("ArrowRight")
    explorer.expect_controls(b="0.602")
    slider.press("Backspace")
    explorer.expect_controls(b="0.6")


@pytest.mark.only_browser("chromium")  # in this Firefox, Playwright's two clicks are not a double click
def test_a_double_click_resets_a_slider_and_is_one_step(explorer: FigureOnPage) -> None:
    slider = explorer.slider("b")
    slider.press("ArrowRight")
    explorer.expect_controls(b="0.602")
    slider.dblclick()
    explorer.expect_controls(b="0.6")
    explorer.go("back")
    expect(explorer.number("b")).not_to_have_value("0.6")


def test_a_link_in_a_note_changes_its_controls_and_back_undoes_it(explorer: FigureOnPage) -> None:
    figure, page = explorer, explorer.page
    figure.follow("map?n=50257&rho=0.7")
    link = figure.part("notes").get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile(r"^#map\?n=50257&rho=0\.7&"))
    href = link.get_attribute("href") or ""
    link.click()
    expect(page).to_have_url(re.compile(re.escape(href) + "$"))
    figure.expect_controls(n="50257", rho="0.7")
    figure.expect_live()
    figure.go("back")
    expect(figure.part("notes").get_by_role("link").first).to_have_attribute("href", href)
    expect(page).to_have_url(re.compile(r"#map\?n=50257&rho=0\.7$"))


def test_a_link_in_a_note_follows_the_controls(explorer: FigureOnPage) -> None:
    explorer.follow("map?n=50257&rho=0.7")
    explorer.slider("rho").press("ArrowLeft")
    link = explorer.part("notes").get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile(r"^#map\?n=50257&rho=0\.69&"))


@pytest.mark.only_browser("chromium")  # the clipboard can be read in no other
def test_code_is_copied_and_said_to_be(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{base_url}tour/python.html")
    blocks = page.locator(".highlight")
    assert blocks.count() > 1
    for block in (blocks.first, blocks.last):
        button = block.get_by_role("button", name=re.compile("^Copy"))
        height = block.evaluate("e => e.offsetHeight")
        button.click()
        expect(button.or_(block.locator(".copy"))).to_contain_text("Copied")
        expect(page.locator(".copied[role=status]")).to_have_text("Copied.")
        assert page.evaluate("() => navigator.clipboard.readText()") == block.locator("pre").text_content()
        block.locator(".copy").evaluate("e => { e.style.display = 'none' }")
        assert block.evaluate("e => e.offsetHeight") == height


@pytest.mark.only_browser("chromium")  # the clipboard can be read in no other
def test_a_line_to_cite_the_page_by_is_copied(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{base_url}tour/index.html")
    page.get_by_role("button", name="Copy the reference").click()
    expect(page.locator(".copied[role=status]")).to_have_text("Copied.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator(".to-cite p").text_content()
    assert re.search(r"\(\d{4}\)\. ", copied)


def test_where_the_clipboard_is_closed_the_code_is_selected(page: Page, base_url: str) -> None:
    page.add_init_script(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    page.goto(f"{base_url}tour/index.html")
    block = page.locator(".highlight").last
    block.locator(".copy").click()
    expect(page.locator(".copied[role=status]")).to_have_text("Selected.")
    selected = page.evaluate("() => getSelection().toString()")
    assert selected.strip() == (block.locator("pre").text_content() or "").strip()


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_there_is_no_button_to_copy(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    expect(page.locator(".highlight").last).to_be_visible()
    expect(page.locator(".copy")).to_have_count(0)
    context.close()
