"""The button that has a browser forget what the site keeps there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cell import CellOnPage, open_cells
from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve
from tests.e2e.patience import wait_until

ELSEWHERE = """() => {
    localStorage.setItem('edit /another/#gap 1', '[]');
    sessionStorage.setItem('another', '1');
    return caches.open('files of another');
}"""
KEPT = """async () =>
    [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys()].sort()"""


@pytest.mark.only_browser("chromium")
def test_all_is_forgotten_but_what_other_sites_keep(page: Page, site: Path) -> None:
    """On a host that the site shares, below a path of its own."""
    with serve(site, prefix="/shared/") as address:
        open_cells(page, address)
        CellOnPage(page, "gap").type("1 + 1")
        page.goto(f"{address}tour/index.html")
        page.get_by_title("Dark").click()
        FigureOnPage(page).expect_live()
        wait_until(page, "async least => (await caches.keys()).length >= least", 1)
        page.evaluate(f"sessionStorage.setItem('entry of {address} 1', '{{}}')")
        page.evaluate(ELSEWHERE)
        kept = page.evaluate(KEPT)
        named = (
            f"edit of {address} /shared/cells/#gap",
            f"entry of {address} 1",
            f"files of {address}runtime/",
        )
        for beginning in (*named, "theme"):
            assert any(name.startswith(beginning) for name in kept), kept

        page.get_by_role("link", name="What is kept on your device").click()
        page.get_by_role("button", name="Forget all of it").click()
        expect(page.get_by_role("status")).to_have_text(
            "Nothing of this site is kept any more, but in the history of your tabs."
        )
        assert page.evaluate(KEPT) == ["another", "edit /another/#gap 1", "files of another"]
        expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
        assert page.context.cookies() == []


BELOW = """async root => {
    localStorage.setItem(`edit of ${root}blog/ /blog/cells/#gap 1`, '[]');
    localStorage.setItem(`services of ${root}blog/ /blog/`, '[]');
    sessionStorage.setItem(`entry of ${root}blog/ 1`, '{}');
    localStorage.setItem(`files of ${root}blog/runtime/`, 'used');
    await caches.open(`files of ${root}blog/runtime/`);
    await caches.open(`files of ${root}runtime/`);
}"""


@pytest.mark.only_browser("chromium")
def test_at_the_root_of_a_host_what_sites_below_it_keep_is_theirs(page: Page, site: Path) -> None:
    with serve(site) as address:
        open_cells(page, address)
        CellOnPage(page, "gap").type("1 + 1")
        page.goto(f"{address}privacy.html")
        own = page.evaluate(KEPT)
        assert any(name.startswith(f"edit of {address} /cells/#gap") for name in own), own
        page.evaluate(BELOW, address)
        theirs = [name for name in page.evaluate(KEPT) if f"{address}blog/" in name]
        page.get_by_role("button", name="Forget all of it").click()
        expect(page.get_by_role("status")).to_contain_text("Nothing of this site is kept any more")
        assert page.evaluate(KEPT) == theirs and len(theirs) == 5
