"""What a reader's device keeps is what some page of the site may load, whichever page they are at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import requests_for
from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve
from tests.e2e.patience import wait_until
from tests.e2e.small_site import build_small_site, figure

KEPT = """async () => {
    const names = [];
    for (const shelf of await caches.keys())
        for (const { url } of await (await caches.open(shelf)).keys()) names.push(url.split('/').at(-1));
    return names;
}"""
PUT = """async name => {
    const shelf = await caches.open((await caches.keys())[0]);
    await shelf.put(new URL('../runtime/' + name, location), new Response('old'));
}"""
SETTLED = f"""async ([there, gone]) => {{
    const names = await ({KEPT})(), has = part => names.some(name => name.startsWith(part));
    return has(there) && !(gone && has(gone));
}}"""
ALL = f"""async wanted => {{
    const names = await ({KEPT})();
    return wanted.every(name => names.includes(name));
}}"""


@pytest.fixture(scope="module")
def two_posts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    posts = {name: {name: figure(name, name, "return state.x")} for name in ("one", "other")}
    site: Path = build_small_site(tmp_path_factory.mktemp("two-posts"), posts)
    with serve(site) as address:
        yield address


def visit(page: Page, address: str, post: str) -> None:
    page.goto(f"{address}{post}/index.html")
    FigureOnPage(page, post).expect_live()


@pytest.mark.one_browser
def test_another_post_evicts_nothing_that_one_needs(page: Page, two_posts: str) -> None:
    fetched = requests_for(page, ".bin")
    visit(page, two_posts, "one")
    wait_until(page, ALL, [url.rpartition("/")[2] for url in fetched])
    page.evaluate(PUT, "engine.0123456789abcdef.bin")
    visit(page, two_posts, "other")
    wait_until(page, SETTLED, ["post-other.", "engine.0123456789abcdef"])
    assert any(name.startswith("post-one.") for name in page.evaluate(KEPT))
    fetched.clear()
    visit(page, two_posts, "one")
    assert fetched == []


@pytest.mark.one_browser
def test_page_that_the_host_has_left_behind_evicts_nothing(
    page: Page, two_posts: str, console_errors: list[str]
) -> None:
    """Its bill is not there any more: the site has changed, and newer files may be here."""
    page.route("**/runtime/bill.*.json", lambda route: route.fulfill(status=404))
    visit(page, two_posts, "one")
    wait_until(page, SETTLED, ["post-one.", ""])
    page.evaluate(PUT, "engine.fedcba9876543210.bin")
    visit(page, two_posts, "other")
    wait_until(page, SETTLED, ["post-other.", ""])
    assert "engine.fedcba9876543210.bin" in page.evaluate(KEPT)
    console_errors.clear()
