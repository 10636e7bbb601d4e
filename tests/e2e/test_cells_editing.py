"""A reader edits a cell's code: by keyboard, by touch, and where the editor cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.cell import CellOnPage, open_cells
from tests.e2e.conftest import requests_for, watch
from tests.e2e.held import hold
from tests.e2e.test_page import expect_accessible

CHUNKS = "**/js/chunks/*"
KEYS = "Tab indents; Esc, then Tab leaves."
LINE_TOP = """(source, line) => {
    const { top } = source.getBoundingClientRect();
    const lines = source.querySelectorAll('.cm-line');
    return lines[line - 1].getBoundingClientRect().top - top;
}"""
PASTED = """field => {
    field.value = 'print(“a”, )';
    field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
}"""
NOTE_BLUR = "field => field.addEventListener('blur', () => { field.title = 'left'; })"
COMPOSED = """field => {
    const options = { bubbles: true, inputType: 'insertLineBreak' };
    field.dispatchEvent(new InputEvent('beforeinput', options)); // not cancelable, as while a phone composes
}"""
MARK_TOP = "source => parseFloat(getComputedStyle(source, '::before').top)"


@pytest.fixture
def cell(page: Page, base_url: str) -> CellOnPage:
    """The first cell of the tests' own post."""
    open_cells(page, base_url)
    return CellOnPage(page, "definition")


@pytest.fixture(params=["editor", "field"])
def open_cell(request: pytest.FixtureRequest, page: Page, base_url: str) -> CellOnPage:
    """It holds `a` and `b`, once in the editor, once in a plain field, since the editor does not start."""
    if request.param == "field":
        page.route(CHUNKS, lambda route: route.fulfill(content_type="text/javascript", body="throw 0"))
    open_cells(page, base_url)
    cell = CellOnPage(page, "definition")
    if request.param == "editor":
        edit(cell)
    cell.type("a\nb")
    return cell


@pytest.fixture
def touched(browser: Browser, base_url: str, console_errors: list[str]) -> Iterator[CellOnPage]:
    """The same cell, as it came, on a phone."""
    size = {"width": 390, "height": 844}
    with browser.new_context(viewport=size, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        watch(page, console_errors)
        open_cells(page, base_url)
        yield CellOnPage(page, "definition")


def edit(cell: CellOnPage) -> None:
    """Open the editor, and wait until it has been fetched."""
    cell.button("Edit").click()
    expect(cell.element.locator(".cm-editor")).to_be_visible()


def expect_code(cell: CellOnPage, code: str) -> None:
    if cell.element.locator("textarea").count():
        expect(cell.field).to_have_value(code)
    else:
        expect(cell.field.locator(".cm-line")).to_have_text(code.split("\n"))


def test_the_editor_is_fetched_with_the_first_edit_and_once(
    page: Page, base_url: str, cell: CellOnPage
) -> None:
    asked = requests_for(page, "/js/chunks/")
    open_cells(page, base_url)
    cell.run()
    page.wait_for_load_state("networkidle")
    assert asked == []
    edit(cell)
    edit(CellOnPage(page, "gap"))
    assert len(asked) == 1


def test_nothing_moves_when_the_editor_takes_the_place_of_the_listing(cell: CellOnPage) -> None:
    source = cell.element.locator(".source")
    words = "source => [source.getBoundingClientRect().height, getComputedStyle(source.%s).font]"
    listed = source.evaluate(words % "querySelector('code')")
    first = source.locator("code .k").first.evaluate(
        "word => word.getBoundingClientRect().x - word.closest('.source').getBoundingClientRect().x"
    )
    edit(cell)
    assert source.evaluate(words % "querySelector('.cm-line')") == listed
    assert first == source.locator(".cm-line .k").first.evaluate(
        "word => word.getBoundingClientRect().x - word.closest('.source').getBoundingClientRect().x"
    )


def test_what_was_typed_before_the_editor_came_stays(page: Page, cell: CellOnPage) -> None:
    release = hold(page, CHUNKS)
    cell.type("a\nc")
    page.keyboard.press("ArrowLeft")
    release()
    expect(cell.element.locator(".cm-editor")).to_be_visible()
    expect(cell.field).to_be_focused()
    page.keyboard.type("b")
    expect_code(cell, "a\nbc")


@pytest.mark.one_browser
def test_run_does_not_wait_for_the_editor(page: Page, cell: CellOnPage) -> None:
    release = hold(page, CHUNKS)
    cell.type("40 + 2")
    cell.run()
    expect(cell.output).to_have_text("42")
    release()
    expect(cell.element.locator(".cm-editor")).to_be_visible()
    expect_code(cell, "40 + 2")
    cell.expect_status("done")


def test_the_editor_does_not_come_in_the_middle_of_a_press(
    page: Page, cell: CellOnPage, base_url: str
) -> None:
    cell.type("selected, and not")
    open_cells(page, base_url)  # it is kept, and open
    edit(CellOnPage(page, "gap"))  # with the editor that the other will have
    field = cell.element.locator("textarea")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    x, y = box["x"] + 21, box["y"] + 16 + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    page.mouse.move(x + 500, y, steps=3)
    expect(field).to_be_focused()
    page.mouse.up()
    expect(cell.element.locator(".cm-editor")).to_be_visible()
    assert page.evaluate("() => getSelection().toString()") == "selected, and not"


@pytest.mark.only_browser("chromium")  # composing needs its protocol
def test_the_editor_does_not_come_in_the_middle_of_a_composition(page: Page, cell: CellOnPage) -> None:
    release = hold(page, CHUNKS)
    CellOnPage(page, "gap").button("Edit").click()
    cell.type("a = ")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "b", "selectionStart": 1, "selectionEnd": 1})
    release()
    expect(page.locator("#gap .cm-editor")).to_be_visible()
    expect(cell.element.locator("textarea")).to_be_focused()
    keyboard.send("Input.insertText", {"text": "“ß”"})
    expect(cell.element.locator(".cm-editor")).to_be_visible()
    expect_code(cell, 'a = "ß"')


def test_a_plain_field_serves_where_the_editor_cannot_be_had(
    page: Page, cell: CellOnPage, console_errors: list[str]
) -> None:
    page.route(CHUNKS, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        cell.button("Edit").click()
    cell.type("40 + 2")
    cell.run()
    expect(cell.output).to_have_text("42")
    expect(cell.element.locator("textarea")).to_be_focused()
    console_errors.clear()  # the browser's own words on the request


def test_tab_indents_and_shift_tab_unindents(page: Page, open_cell: CellOnPage) -> None:
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.press("Tab")
    expect_code(open_cell, "    a\nb")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Tab")
    expect_code(open_cell, "        a\n    b")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect_code(open_cell, "a\nb")
    page.keyboard.press("ControlOrMeta+z")
    expect_code(open_cell, "    a\nb")


def test_a_new_line_begins_where_the_one_above_does(page: Page, open_cell: CellOnPage) -> None:
    open_cell.type("if a:")
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.type("b")
    page.keyboard.press("Enter")
    page.keyboard.type("c")
    expect_code(open_cell, "if a:\n    b\n    c")


def test_behind_escape_tab_leaves_which_is_said(page: Page, open_cell: CellOnPage) -> None:
    expect(open_cell.field).to_have_accessible_description(KEYS)
    expect(open_cell.element.get_by_text(KEYS)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(open_cell.field).not_to_be_focused()
    expect(open_cell.element.get_by_text(KEYS)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(open_cell.field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(open_cell.field).not_to_be_focused()
    expect_code(open_cell, "a\nb")
    open_cell.field.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(open_cell.field).to_be_focused()


def test_the_keys_that_run_a_cell_write_nothing(page: Page, open_cell: CellOnPage) -> None:
    for keys, code, said in (("ControlOrMeta+Enter", "40 + 2", "42"), ("Shift+Enter", "40 + 3", "43")):
        open_cell.type(code)
        page.keyboard.press(keys)
        open_cell.expect_status("done")
        expect(open_cell.output).to_have_text(said)
        expect_code(open_cell, code)
        expect(open_cell.field).to_be_focused()


def test_reset_brings_the_published_listing_back(cell: CellOnPage) -> None:
    listing = cell.element.locator(".source pre")
    published = listing.inner_html()
    edit(cell)
    cell.type("40 + 2")
    cell.button("Reset").click()
    expect(listing).to_be_focused()
    expect(cell.field).to_have_count(0)
    expect(cell.element.get_by_text(KEYS)).to_have_count(0)
    assert listing.inner_html() == published


def test_an_error_marks_its_line_in_the_editor_until_that_is_mended(cell: CellOnPage) -> None:
    edit(cell)
    cell.type("x = 1\n\nx / 0")
    cell.run("error")
    source = cell.element.locator(".source")
    assert source.evaluate(MARK_TOP) == pytest.approx(source.evaluate(LINE_TOP, 3), abs=0.5)
    cell.type("x = 1\n\nx / 2")
    assert cell.marked is None


@pytest.mark.only_browser("chromium")  # no other prints for Playwright
def test_on_paper_there_is_the_code_as_edited_and_what_it_said(page: Page, open_cell: CellOnPage) -> None:
    open_cell.type("40 + 2")
    open_cell.run()
    page.emulate_media(media="print")
    expect(open_cell.element.locator("pre").first).to_be_visible()
    assert open_cell.element.inner_text().split() == ["40", "+", "2", "42"]


@pytest.mark.only_browser("chromium")  # the clipboard can be read in no other
def test_copy_takes_the_code_as_edited(page: Page, open_cell: CellOnPage) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_cell.element.get_by_role("button", name="Copy Code of “definition”").click()
    expect(page.get_by_text("Copied.")).to_be_attached()
    assert page.evaluate("() => navigator.clipboard.readText()") == "a\nb\n"


@pytest.mark.only_browser("chromium")  # fingers need its protocol
def test_on_a_phone_symbols_are_put_in_where_the_caret_is(touched: CellOnPage) -> None:
    page = touched.page
    asked = requests_for(page, "/js/chunks/")
    touched.button("Edit").tap()
    touched.type("ab")
    page.keyboard.press("ArrowLeft")
    symbols = touched.element.get_by_role("group", name="Symbols")
    touched.field.evaluate(NOTE_BLUR)
    symbols.get_by_role("button", name="(").tap()
    symbols.get_by_role("button", name="_").tap()
    expect(touched.field).to_be_focused()
    expect(touched.field).not_to_have_attribute("title", "left")  # and its keyboard gone
    page.keyboard.type("c")
    symbols.get_by_role("button", name="Indent", exact=True).tap()
    expect_code(touched, "    a(_cb")
    symbols.get_by_role("button", name="Unindent").tap()
    expect_code(touched, "a(_cb")
    page.keyboard.press("Tab")
    expect_code(touched, "    a(_cb")
    touched.type("40 + 2")
    touched.run()
    expect(touched.output).to_have_text("42")
    assert asked == []


@pytest.mark.only_browser("chromium")  # fingers need its protocol
def test_quotation_marks_that_a_phone_makes_smart_are_straight_and_others_stay(touched: CellOnPage) -> None:
    touched.button("Edit").tap()
    touched.field.evaluate(PASTED)
    touched.field.evaluate("field => field.setSelectionRange(11, 11)")
    touched.page.keyboard.insert_text("‘b’")
    expect_code(touched, "print(“a”, 'b')")
    touched.page.keyboard.type("!")
    expect_code(touched, "print(“a”, 'b'!)")


@pytest.mark.only_browser("chromium")  # fingers need its protocol
def test_marks_that_were_there_stay_when_lines_are_indented_and_with_undo(touched: CellOnPage) -> None:
    keyboard = touched.page.keyboard
    touched.button("Edit").tap()
    touched.field.evaluate(PASTED)
    touched.field.focus()
    keyboard.press("ControlOrMeta+End")
    keyboard.press("Enter")
    keyboard.type("b")
    keyboard.press("ControlOrMeta+a")
    keyboard.press("Tab")
    expect_code(touched, "    print(“a”, )\n    b")
    keyboard.press("ControlOrMeta+z")
    expect_code(touched, "print(“a”, )\nb")
    keyboard.press("ControlOrMeta+End")
    keyboard.insert_text("”")
    expect_code(touched, 'print(“a”, )\nb"')
    keyboard.press("ControlOrMeta+z")
    expect_code(touched, "print(“a”, )\nb”")


@pytest.mark.only_browser("chromium")  # fingers need its protocol
def test_where_the_browser_does_not_edit_at_command_keys_and_symbols_do_the_same(touched: CellOnPage) -> None:
    touched.button("Edit").tap()
    touched.type("a\nb")
    touched.page.evaluate("() => { document.execCommand = () => false; }")
    touched.page.keyboard.press("ControlOrMeta+a")
    touched.page.keyboard.press("Tab")
    expect_code(touched, "    a\n    b")
    expect(touched.element.locator(".source pre")).to_have_text("    a\n    b")
    touched.page.keyboard.press("ControlOrMeta+End")
    touched.element.get_by_role("button", name="(", exact=True).tap()
    touched.page.keyboard.type("c")
    expect_code(touched, "    a\n    b(c")


@pytest.mark.only_browser("chromium")
def test_a_line_break_that_cannot_be_prevented_comes_once(touched: CellOnPage) -> None:
    touched.button("Edit").tap()
    touched.type("a")
    touched.field.evaluate(COMPOSED)
    expect_code(touched, "a")  # which the keyboard breaks then


def test_a_page_saved_while_a_cell_is_open_has_the_published_code_too(
    page: Page, open_cell: CellOnPage, base_url: str
) -> None:
    open_cell.button("Reset").click()
    published = open_cell.element.locator(".source pre").inner_html()
    open_cell.type("40 + 2")
    open_cell.run()
    saved = page.evaluate("() => `<!doctype html>${document.documentElement.outerHTML}`")
    page.evaluate("() => localStorage.clear()")
    page.route("**/cells/index.html", lambda route: route.fulfill(content_type="text/html", body=saved))
    open_cells(page, base_url)
    expect(open_cell.element.locator(".cm-editor")).to_have_count(0)
    expect(open_cell.field).to_have_value("40 + 2")
    expect(open_cell.edited).to_have_text("edited")
    expect(open_cell.output).to_have_text("42")
    open_cell.button("Reset").click()
    assert open_cell.element.locator(".source pre").inner_html() == published
    open_cell.expect_status("stale")
    expect(open_cell.element.locator(".source > :not(pre, .copy)")).to_have_count(0)


@pytest.mark.one_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(page: Page, cell: CellOnPage, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    edit(cell)
    expect_accessible(page)


@pytest.mark.only_browser("chromium")
def test_axe_finds_nothing_in_the_field_of_a_phone(touched: CellOnPage) -> None:
    touched.button("Edit").tap()
    expect_accessible(touched.page)
    expect(touched.field).to_have_css("font-size", "16px")  # into smaller ones some phones zoom
    assert touched.page.evaluate("() => document.documentElement.scrollWidth") == 390


@pytest.mark.one_browser
def test_a_copy_of_a_post_with_cells_has_the_editor_and_no_other(page: Page, site: Path) -> None:
    page.goto((site / "offline" / "cells.html").as_uri())
    cell = CellOnPage(page, "definition")
    edit(cell)
    cell.type("40 + 2")
    cell.run()
    expect(cell.output).to_have_text("42")
    assert b"CodeMirror" not in (site / "offline" / "tour.html").read_bytes()
