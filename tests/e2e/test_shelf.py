"""What a second visit finds on the device."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import requests_for
from tests.e2e.figure import FigureOnPage
from tests.e2e.patience import wait_until

SHELF = "async use => { const [name] = await caches.keys(); return name && use(await caches.open(name)); }"
NAMES = "shelf => shelf.keys().then(all => all.map(({url}) => url.split('/').at(-1)).sort())"
HOLDS = f"async names => String(await ({SHELF})({NAMES})) === String(names)"
PUT = f"""names => ({SHELF})(shelf => Promise.all(names.map(name =>
    shelf.put(new URL('../runtime/' + name, location), new Response('old')))))"""
DELETE = f"""name => ({SHELF})(async shelf =>
    shelf.delete((await shelf.keys()).find(({{url}}) => url.includes(name))))"""
DAMAGE = """async ([name, body]) => {
    const shelf = await caches.open((await caches.keys())[0]);
    const request = (await shelf.keys()).find(({url}) => url.includes(name));
    await shelf.put(request, new Response(new Uint8Array(body)));
}"""


LOOKED = """window.looked = [];
for (const way of window.isSecureContext ? ['match', 'keys'] : []) {
    const asked = Cache.prototype[way];
    Cache.prototype[way] = function (...args) { looked.push(way); return asked.apply(this, args); };
}"""


def visit(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html")
    FigureOnPage(page).expect_live()


def on_shelf(page: Page) -> list[str]:
    names: list[str] = page.evaluate(f"() => ({SHELF})({NAMES})") or []
    return names


def expect_all_on_shelf(page: Page, files: list[str]) -> None:
    """The page puts them there while nobody waits."""
    wait_until(page, HOLDS, sorted(files))  # as many there are on the way, too
    assert on_shelf(page) == sorted(files)


def names(urls: list[str]) -> list[str]:
    return [url.rpartition("/")[2] for url in urls]


def test_second_visit_fetches_nothing(page: Page, base_url: str) -> None:
    fetched = requests_for(page, ".bin")
    visit(page, base_url)
    expect_all_on_shelf(page, names(fetched))
    fetched.clear()
    visit(page, base_url)
    assert fetched == []


@pytest.mark.one_browser
def test_first_visit_does_not_wait_for_what_is_not_there(page: Page, base_url: str) -> None:
    page.add_init_script(LOOKED)
    fetched = requests_for(page, ".bin")
    visit(page, base_url)
    assert page.evaluate("looked") == []
    expect_all_on_shelf(page, names(fetched))
    visit(page, base_url)
    assert "match" in page.evaluate("looked")


def test_damaged_file_is_fetched_anew(page: Page, base_url: str, console_errors: list[str]) -> None:
    fetched = requests_for(page, ".bin")
    visit(page, base_url)
    files = names(fetched)
    expect_all_on_shelf(page, files)
    for name, length in (("/libraries.", 1000), ("/wasm.", 0)):
        page.evaluate(DAMAGE, [name, [0x1F, 0x8B] * length])
    fetched.clear()
    visit(page, base_url)
    assert sorted(name.partition(".")[0] for name in names(fetched)) == ["libraries", "wasm"]
    expect_all_on_shelf(page, files)
    fetched.clear()
    visit(page, base_url)
    assert fetched == []
    console_errors.clear()


@pytest.mark.one_browser
def test_files_of_an_older_site_are_thrown_away(page: Page, base_url: str) -> None:
    fetched = requests_for(page, ".bin")
    visit(page, base_url)
    files = names(fetched)
    expect_all_on_shelf(page, files)
    page.evaluate(PUT, ["engine.0123456789abcdef.bin", "post-tour.0123456789abcdef.bin"])
    page.evaluate(DELETE, "/libraries.")  # what is fetched anew makes the page tidy up
    visit(page, base_url)
    expect_all_on_shelf(page, files)


def test_without_cache_storage_nothing_is_missed(page: Page, base_url: str) -> None:
    """As on plain http."""
    page.add_init_script("delete globalThis.caches; delete Window.prototype.caches")
    visit(page, base_url)
    expect(page.locator("nt-figure#map")).to_have_attribute("data-status", "live")


@pytest.mark.one_browser
def test_full_disk_is_no_failure(page: Page, base_url: str) -> None:
    page.add_init_script(
        "globalThis.refused = 0; if (globalThis.Cache) Cache.prototype.put = () =>"
        " { refused += 1; return Promise.reject(new DOMException('full', 'QuotaExceededError')); }"
    )
    fetched = requests_for(page, ".bin")
    visit(page, base_url)
    page.wait_for_function("count => refused === count", arg=len(fetched))
    assert on_shelf(page) == []
    fetched.clear()
    visit(page, base_url)
    again = {name.partition(".")[0] for name in names(fetched)}
    assert {"engine", "wasm", "libraries", "post-tour"} <= again  # on either of Python's ways to start
