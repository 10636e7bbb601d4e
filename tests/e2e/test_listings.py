"""The Python behind a figure: on a page of its own, and in the figure's fold for who unfolds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.e2e.conftest import ROOT
from tests.e2e.held import hold

pytestmark = pytest.mark.one_browser

# An event of its own tells a fold's change, a little later than the change.
TOGGLED = "() => new Promise(told => requestAnimationFrame(() => setTimeout(told)))"

POST = ROOT / "tests/e2e/site/content/tour"


def fold(page: Page, figure_id: str) -> Locator:
    return page.locator(f"nt-figure#{figure_id} details.listings")


def source(name: str) -> str:
    return (POST / name).read_text("utf-8").strip()


def test_a_fold_holds_the_files_of_its_figure_once_it_opens(page: Page, base_url: str) -> None:
    fetched: list[Request] = []
    page.on("request", lambda r: fetched.append(r) if r.url.endswith("python.html") else None)
    page.goto(f"{base_url}tour/index.html")
    first = fold(page, "map")
    names = first.locator("li code").all_text_contents()
    assert names[0] == "map.py"
    assert not fetched
    first.locator(":scope > summary").click()
    listed = first.locator("details.source")
    expect(listed).to_have_count(len(names))
    expect(listed.locator("pre:visible")).to_have_count(1)
    for name, listing in zip(names, listed.all(), strict=True):
        assert (listing.locator("pre").text_content() or "").strip() == source(name)
    assert listed.first.locator("pre span.k").count() > 10
    expect(listed.first.get_by_role("button", name="Copy map.py")).to_be_visible()

    second = fold(page, "far-off")
    second.locator(":scope > summary").click()
    expect(second.locator("details.source").first.locator("pre")).to_be_visible()
    assert len(fetched) == 1


def test_where_the_files_do_not_come_the_links_stay_and_may_be_tried_again(
    page: Page, base_url: str, console_errors: list[str]
) -> None:
    page.route("**/python.html", lambda route: route.abort())
    page.goto(f"{base_url}tour/index.html")
    listings = fold(page, "map")
    with page.expect_event("requestfailed"):
        listings.locator(":scope > summary").click()
    link = listings.get_by_role("link", name="map.py")
    expect(link).to_have_attribute("href", "python.html#map.py")
    page.unroute("**/python.html")
    listings.locator(":scope > summary").click()
    listings.locator(":scope > summary").click()
    expect(listings.locator("details.source").first.locator("pre")).to_be_visible()
    console_errors.clear()  # the failure that was asked for


def test_a_fold_that_is_opened_again_before_its_files_are_here_holds_them_once(
    page: Page, base_url: str
) -> None:
    release = hold(page, "**/python.html")
    page.goto(f"{base_url}tour/index.html")
    listings = fold(page, "map")
    for shown in (True, False, True):
        listings.locator(":scope > summary").click()
        page.evaluate(TOGGLED)
        assert listings.evaluate("fold => fold.open") is shown
    release()
    listed = listings.locator("details.source")
    expect(listed.first.locator("pre")).to_be_visible()
    expect(listings.locator("a")).to_have_count(0)
    assert listed.count() == listings.locator("li").count()


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_a_link_leads_to_the_file(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    listings = fold(page, "far-off")
    listings.locator(":scope > summary").click()
    listings.get_by_role("link", name="far_off.py").click()
    expect(page).to_have_url(f"{base_url}tour/python.html#far_off.py")
    section = page.locator("section:target")
    assert (section.locator("pre").text_content() or "").strip() == source("far_off.py")
    context.close()


def test_the_page_of_a_post_lists_each_file_of_its_figures_once(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/python.html")
    listed = page.locator("main section h2").all_text_contents()
    unlisted = {Path(name) for name in listed} ^ {path.relative_to(POST) for path in POST.rglob("*.py")}
    assert not unlisted
    assert len(listed) == len(set(listed))
    page.get_by_role("link", name="The tests’ own site").first.click()
    expect(page).to_have_url(f"{base_url}index.html")
