"""The post whose code runs: each cell, live, says what the build wrote, and each bug can be mended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cell import CellOnPage, open_cells
from tests.e2e.test_page import expect_accessible

PATH = "kl-by-code/index.html"
BUGS = ["order", "mean", "temperature", "tail", "units", "perplexity", "shift", "half"]


@pytest.fixture
def post(page: Page, real_url: str) -> Page:
    open_cells(page, real_url, PATH)
    return page


def ids(page: Page) -> list[str]:
    return page.locator("nt-cell").evaluate_all("cells => cells.map(({ id }) => id)")


def code_of(page: Page, cell: str) -> str:
    return page.locator(f"nt-cell#{cell} .source code").text_content() or ""


def unfold(page: Page) -> None:
    for fold in page.locator("details:has(nt-cell)").all():
        fold.evaluate("fold => { fold.open = true; }")


def test_each_cell_says_in_this_browser_what_the_build_wrote(post: Page) -> None:
    unfold(post)
    cells = [CellOnPage(post, cell) for cell in ids(post)]
    written = [cell.output.inner_html() for cell in cells]
    cells[-1].run_above.click()
    cells[-2].expect_status("done")
    cells[-1].run()
    assert [cell.output.inner_html() for cell in cells] == written


@pytest.mark.one_browser
def test_each_bug_is_told_with_a_hint_and_is_mended_by_what_is_folded_away(post: Page) -> None:
    unfold(post)
    CellOnPage(post, f"broken-{BUGS[0]}").run_above.click()
    for bug in BUGS:
        cell = CellOnPage(post, f"broken-{bug}")
        cell.run()
        expect(cell.output).to_contain_text(re.compile(r"Not yet: wrong for \d+ of 100 inputs, .*\. \S"))
        cell.type(f"{code_of(post, f'broken-{bug}')}\n{code_of(post, f'mended-{bug}')}")
        cell.run()
        expect(cell.output).to_have_text("Mended: 100 random inputs, and each answer is right.")


@pytest.mark.one_browser
def test_an_exercise_is_done_by_the_readers_own_numbers(post: Page) -> None:
    CellOnPage(post, "two-lists").run()
    cell = CellOnPage(post, "one-way")
    expect(cell.output).to_contain_text("The first has to grow")
    cell.type("from .museum import far_one_way\n\nfar_one_way([0.82, 0.18], [0.9999, 0.0001])")
    cell.run()
    expect(cell.output).to_contain_text("Done: KL(P‖Q) is ")
    cell.type("far_one_way([0.8, 0.3], [0.5, 0.5])")
    cell.run("error")
    expect(cell.output).to_contain_text("P is no distribution")


@pytest.mark.one_browser
def test_axe_finds_nothing_before_and_after_cells_have_run(post: Page) -> None:
    unfold(post)
    for _ in range(2):
        expect_accessible(post)
        CellOnPage(post, "two-lists").run()
