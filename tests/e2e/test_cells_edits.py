"""What a reader has made of a cell's code: kept for the next visit, and sent to others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.cell import CellOnPage, open_cells
from tests.e2e.conftest import requests_for
from tests.e2e.held import hold

OWN = "sum([0.25, 0.25])"
THEIRS = "'from a link'"
FROM_A_LINK = "from a link: kept once you change it"
NOT_RUN = "This edit came with the link; it has not been run."
# Firefox gives a page of this kind no clipboard at all.
CLIPBOARD = (
    "Object.defineProperty(navigator, 'clipboard', {{ value: {{ writeText: async text => {{ {} }} }} }});"
)


def link_to(page: Page, base_url: str, code: str) -> str:
    """The link that Share this edit copies, with `gap` edited to this; the page is left as it came."""
    page.add_init_script(CLIPBOARD.format("window.copied = text;"))
    open_cells(page, base_url)
    cell = CellOnPage(page, "gap")
    cell.type(code)
    cell.button("Share this edit").click()
    expect(cell.status).to_contain_text("Link copied.")
    cell.button("Reset").click()
    return str(page.evaluate("window.copied"))


def expect_code(cell: CellOnPage, code: str, mark: str = "edited") -> None:
    """The cell shows this edit."""
    expect(cell.edited).to_have_text(mark)
    expect(cell.element.locator(".source pre")).to_have_text(code)


def test_an_edit_comes_back_on_the_next_visit_and_is_not_run(page: Page, base_url: str) -> None:
    asked = requests_for(page, "/runtime/")
    open_cells(page, base_url)
    cell = CellOnPage(page, "gap")
    expect(cell.edited).to_be_hidden()
    expect(cell.button("Share this edit")).to_be_hidden()
    cell.type(OWN)
    expect(cell.edited).to_have_text("edited")
    open_cells(page, base_url)
    expect_code(cell, OWN)
    cell.expect_status("stale")
    expect(cell.output).to_have_text("0.2171166576766711")
    assert asked == []
    assert page.evaluate("document.activeElement === document.body && scrollY === 0")
    cell.run()
    expect(cell.output).to_have_text("0.5")
    cell.button("Reset").click()
    open_cells(page, base_url)
    expect(cell.edited).to_be_hidden()


@pytest.mark.one_browser
def test_an_edit_of_another_version_of_the_text_does_not_come_back(page: Page, base_url: str) -> None:
    open_cells(page, base_url)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    page.route(
        "**/cells/index.html",
        lambda route: route.fulfill(response=(r := route.fetch()), body=r.text().replace("second", "next")),
    )
    open_cells(page, base_url)
    expect(cell.element).to_contain_text("Of the next from the first.")
    expect(cell.edited).to_be_hidden()


@pytest.mark.one_browser
def test_where_nothing_can_be_kept_that_is_said_and_the_cell_runs(page: Page, base_url: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException(); } })"
    )
    open_cells(page, base_url)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    expect(cell.edited).to_have_text("edited")
    expect(cell.status.get_by_role("status")).to_contain_text(
        "This edit is not kept for your next visit: this browser does not let the page keep anything."
    )
    cell.run()
    expect(cell.output).to_have_text("0.5")


def test_a_shared_edit_opens_for_others_in_view_and_is_not_run(
    page: Page, browser: Browser, base_url: str
) -> None:
    link = link_to(page, base_url, THEIRS)
    assert re.search(r"/cells/index\.html#gap\?edit=[\w-]+\.[0-9a-f]{8}$", link)
    with browser.new_context() as context:
        other = context.new_page()
        asked = requests_for(other, "/runtime/")
        other.goto(link)
        cell = CellOnPage(other, "gap")
        expect(cell.status).to_have_text(NOT_RUN)
        expect_code(cell, THEIRS, FROM_A_LINK)
        expect(cell.element).to_be_in_viewport()
        expect(cell.output).to_have_text("0.2171166576766711")
        assert asked == []
        other.reload()
        expect(cell.status).to_have_text(NOT_RUN)
        CellOnPage(other, "said").element.get_by_role(
            "button", name="Run all above but what a link brought: gap"
        ).click()
        CellOnPage(other, "definition").expect_status("done")
        cell.expect_status("stale")
        expect(cell.output).to_have_text("0.2171166576766711")
        cell.run()
        expect(cell.output).to_have_text("'from a link'")
        cell.button("Reset").click()
        expect(cell.edited).to_be_hidden()
        assert other.url.endswith("#gap")


@pytest.mark.one_browser
def test_a_linked_edit_leaves_the_reader_s_own(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    page.goto(link)  # in the page that is open
    expect(cell.status).to_have_text(f"{NOT_RUN} Yours is still there.")
    expect_code(cell, THEIRS, FROM_A_LINK)
    cell.type(f"{THEIRS} + '!'")
    expect(cell.status).not_to_contain_text("link")
    open_cells(page, base_url)
    expect_code(cell, f"{THEIRS} + '!'")
    cell.button("Back to my edit").click()
    expect_code(cell, OWN)
    open_cells(page, base_url)
    expect_code(cell, OWN)
    cell.button("Reset").click()
    expect(cell.edited).to_be_hidden()


@pytest.mark.one_browser
def test_a_link_that_was_cut_or_means_another_text_says_so(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    page.goto(link[:-9])
    expect(cell.status).to_have_text(
        "The link brings an edit of this code, but was cut or damaged on its way."
    )
    page.goto(f"{link[:-8]}01234567")
    expect(cell.status).to_have_text(
        "The link brings an edit of another version of this code, so it is not shown."
    )
    expect(cell.edited).to_be_hidden()
    page.goto(link.replace("#gap", "#gone"))
    expect(page.locator(".page-remark")).to_contain_text(
        "The link asks for “gone”, which this page does not have."
    )


@pytest.mark.one_browser
def test_where_a_page_may_not_copy_the_link_stands_in_the_address_bar(page: Page, base_url: str) -> None:
    page.add_init_script(
        CLIPBOARD.format("throw new Error();") + "const { execCommand } = Document.prototype;"
        "document.execCommand = (name, ...how) => name !== 'copy' && execCommand.call(document, name, ...how)"
    )
    open_cells(page, base_url)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    cell.button("Share this edit").click()
    expect(cell.status).to_contain_text("the link stands in its address bar")
    assert "#gap?edit=" in page.url


@pytest.mark.one_browser
def test_a_link_that_comes_while_its_cell_waits_does_not_have_its_edit_run(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    release = hold(page, "**/runtime/*")
    definition, cell = CellOnPage(page, "definition"), CellOnPage(page, "gap")
    definition.button("Run").click()
    cell.type(OWN)
    cell.button("Run").click()
    cell.expect_status("queued")
    page.goto(link)
    expect_code(cell, THEIRS, FROM_A_LINK)
    release()
    definition.expect_status("done")
    cell.expect_status("stale")
    expect(cell.output).to_have_text("0.5")
    expect(cell.status).to_have_text(f"{NOT_RUN} Yours is still there.")


@pytest.mark.one_browser
def test_a_link_leaves_a_reader_in_the_code_there(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    page.evaluate("link => location.assign(link)", link)
    expect_code(cell, THEIRS, FROM_A_LINK)
    expect(cell.field).to_be_focused()


@pytest.mark.one_browser
def test_a_double_click_on_the_way_back_leaves_the_readers_edit(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    page.goto(link)
    expect_code(cell, THEIRS, FROM_A_LINK)
    cell.button("Back to my edit").dblclick(position={"x": 8, "y": 8})
    expect_code(cell, OWN)
    expect(cell.button("Reset")).to_be_visible()


@pytest.mark.one_browser
def test_a_link_opens_the_folds_that_its_cell_lies_in(page: Page, base_url: str) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    cell.element.evaluate("""cell => {
        const [outer, inner] = [document.createElement('details'), document.createElement('details')];
        cell.replaceWith(outer);
        outer.append(inner);
        inner.append(cell);
    }""")
    expect(cell.element).to_be_hidden()
    page.goto(link)
    expect_code(cell, THEIRS, FROM_A_LINK)
    expect(cell.element).to_be_in_viewport()


@pytest.mark.one_browser
def test_a_link_to_a_cell_is_understood_in_capitals_and_as_mailers_leave_it(
    page: Page, base_url: str
) -> None:
    link = link_to(page, base_url, THEIRS)
    cell = CellOnPage(page, "gap")
    for changed in (link.replace("#gap?edit=", "#GAP?edit="), link.replace("?edit=", "%3Fedit%3D")):
        page.goto(changed)
        expect_code(cell, THEIRS, FROM_A_LINK)
        expect(page.locator(".page-remark")).to_be_empty()
        cell.button("Reset").click()
        expect(cell.edited).to_be_hidden()
        assert page.url.endswith("#gap")


@pytest.mark.one_browser
def test_a_copy_that_does_not_know_its_address_makes_no_link(page: Page, site: Path) -> None:
    page.goto((site / "offline" / "cells.html").as_uri())
    cell = CellOnPage(page, "gap")
    cell.type(OWN)
    cell.button("Share this edit").click()
    expect(cell.status).to_contain_text("This copy of the page does not know where the page is found")
