"""Every way in which the runtime may fail to arrive: named, readable, and mended by Retry."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.figure import FigureOnPage
from tests.e2e.held import STALLED_MS, hold, open_without
from tests.e2e.host import serve

PACKS = ("engine", "wasm", "libraries", "stdlib", "numpy", "modules", "post-tour")
Sabotage = Callable[[Route, bytes], None]


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """Without a snapshot, which makes most of the packs dispensable."""
    with serve(site, python_path="robust") as address:
        yield address


def missing(route: Route, body: bytes) -> None:
    route.fulfill(status=404, body="not here")


def truncated(route: Route, body: bytes) -> None:
    route.fulfill(status=200, body=body[: len(body) // 2])


def flipped(route: Route, body: bytes) -> None:
    middle = len(body) // 2
    route.fulfill(status=200, body=body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])


def captive_portal(route: Route, body: bytes) -> None:
    route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Log in</title>")


def another_type(route: Route, body: bytes) -> None:
    """Well-packed bytes of something else, under a type that does not fit."""
    route.fulfill(status=200, content_type="text/plain", body=gzip.compress(b"something else entirely"))


def blocked(route: Route, body: bytes) -> None:
    route.abort("blockedbyclient")


SABOTAGES: dict[str, Sabotage] = {
    f.__name__: f for f in (missing, truncated, flipped, captive_portal, another_type, blocked)
}
CASES = list(zip(PACKS, cycle(SABOTAGES), strict=False))
"""Every payload and every sabotage: what happens to one happens to all in the same place."""


def payload(site: Path, pack: str) -> Path:
    (found,) = (site / "runtime").glob(f"{pack}.*.bin")
    return found


def failed_page(page: Page, base_url: str) -> FigureOnPage:
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("failed")
    return figure


@pytest.mark.one_browser
@pytest.mark.parametrize(("pack", "sabotage"), CASES)
def test_a_failed_load_is_named_and_retried(
    page: Page, base_url: str, site: Path, console_errors: list[str], pack: str, sabotage: str
) -> None:
    file = payload(site, pack)
    body = file.read_bytes()
    pattern = f"**/runtime/{pack}.*.bin"
    page.route(pattern, lambda route: SABOTAGES[sabotage](route, body))
    figure = failed_page(page, base_url)
    expect(figure.part("status")).to_contain_text(file.name)
    expect(page.locator("article h2").first).to_be_visible()
    page.unroute(pattern)
    figure.element.get_by_role("button", name="Retry").click()
    figure.expect_live()
    console_errors.clear()


@pytest.mark.one_browser
def test_a_stalled_load_is_given_up_and_named(page: Page, base_url: str, site: Path) -> None:
    """One payload never comes; the page's clock runs ahead to the deadline."""
    page.clock.install()
    figure = open_without(page, f"{base_url}tour/index.html", "numpy", others=6)
    expect(figure.element).to_have_attribute("data-status", "booting")
    page.clock.run_for(STALLED_MS)
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text(payload(site, "numpy").name)


# Settles once the head's script, which comes before the page's module, listens.
HEARS = """globalThis.hears = new Promise((resolve) => {
    const listen = globalThis.addEventListener;
    globalThis.addEventListener = function (type, ...rest) {
        listen.call(this, type, ...rest);
        if (type === 'error') resolve();
    };
});"""
STRAY = """async () => {
    const script = document.createElement('script');
    script.src = 'https://extension.invalid/of-the-readers.js';
    const failed = new Promise(resolve => script.addEventListener('error', resolve));
    document.head.append(script);
    await failed;
    dispatchEvent(new ErrorEvent('error', { filename: 'moz-extension://1/content.js' }));
    dispatchEvent(new ErrorEvent('error'));
}"""
OWN = """() => {
    const { src } = document.querySelector('script[src$="live.js"]');
    dispatchEvent(new ErrorEvent('error', { filename: src }));
}"""


@pytest.mark.one_browser
@pytest.mark.parametrize("error", ["another's", "the page's own"])
def test_an_error_that_does_not_keep_the_figures_from_coming_hides_nothing(
    page: Page, base_url: str, console_errors: list[str], error: str
) -> None:
    """An extension's is no matter at all; one of the page's is until they come after all."""
    page.add_init_script(HEARS)
    release = hold(page, "**/js/live.js")
    page.goto(f"{base_url}tour/index.html", wait_until="commit")
    page.evaluate("() => hears")
    page.locator('script[src$="live.js"]').wait_for(state="attached")
    figure = FigureOnPage(page)
    page.evaluate(STRAY if error == "another's" else OWN)
    said = "" if error == "another's" else "What moves this figure did not load"
    expect(figure.element.locator(".status-text")).to_have_text(re.compile(f"^{said}" if said else "^$"))
    release()
    figure.expect_live()
    expect(figure.slider("rho")).to_be_visible()
    expect(figure.button("Reset all")).to_be_visible()
    expect(figure.element.locator(".status-text")).to_have_text("live")
    console_errors.clear()


def test_without_webassembly_the_page_says_so(page: Page, base_url: str) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    figure = failed_page(page, base_url)
    expect(figure.part("status")).to_contain_text("WebAssembly")
    expect(figure.output("gap")).to_be_visible()


def test_a_blocked_worker_is_named(page: Page, base_url: str) -> None:
    page.add_init_script("globalThis.Worker = class { constructor() { throw new Error('refused'); } }")
    figure = failed_page(page, base_url)
    expect(figure.part("status")).to_contain_text("worker")


SILENT_WORKER = """globalThis.Worker = class {
    postMessage({kind}) { globalThis.asked = kind; }
    terminate() { globalThis.asked = 'terminated'; }
}"""


@pytest.mark.one_browser
def test_a_worker_that_never_answers_is_given_up(page: Page, base_url: str) -> None:
    """All has arrived and nothing comes of it; the page's clock runs ahead to the deadline."""
    page.clock.install()
    page.add_init_script(SILENT_WORKER)
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("booting")
    page.wait_for_function("() => globalThis.asked === 'boot'")
    page.clock.run_for(15_000)
    expect(figure.element).to_have_attribute("data-status", "booting")
    page.clock.run_for(10_000)
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text("nothing happened for 20 seconds after “compiling”")
    expect(figure.element.get_by_role("button", name="Retry")).to_be_visible()
    assert page.evaluate("globalThis.asked") == "terminated"
