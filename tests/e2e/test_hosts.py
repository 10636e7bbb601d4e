"""Pages on hosts with headers of their own, in frames of others, and as browsers save them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.host import serve

AT = "element => getComputedStyle(element).getPropertyValue('--at')"
IN_FRAME = "In this frame figures do not move"


@contextmanager
def framed(page: Page, folder: Path, address: str) -> Iterator[Frame]:
    """The page at `address` in a frame of another's page, which gives it no origin."""
    (folder / "index.html").write_text(
        f'<!doctype html><iframe sandbox="allow-scripts" width="900" src="{address}tour/index.html">'
    )
    with serve(folder) as host:
        page.goto(f"{host}index.html")
        yield page.frames[1]


@contextmanager
def python_http_server(folder: Path) -> Iterator[str]:
    """The host that every Python brings, as a command: none of what `serve` adds to it is there."""
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0", "--directory", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as host:
        assert host.stdout
        try:
            started = host.stdout.readline()
            port = re.search(r" port (\d+) ", started)
            assert port, started
            yield f"http://127.0.0.1:{port[1]}/"
        finally:
            host.terminate()


# Of the worker and of its WebAssembly, whichever is refused first.
POLICY = re.compile("a security policy (that the host of this page adds|or an extension may forbid it)")


@pytest.mark.one_browser
def test_pythons_own_server_is_host_enough(page: Page, site: Path) -> None:
    with python_http_server(site) as address:
        page.goto(f"{address}tour/")
        figure = FigureOnPage(page)
        figure.expect_live()
        before = figure.output("gap").get_attribute("data-value")
        figure.slider("rho").press("ArrowLeft")
        expect(figure.output("gap")).not_to_have_attribute("data-value", before or "")
        figure.expect_live()


def test_a_host_that_refuses_styles_leaves_sliders_their_length(
    page: Page, site: Path, console_errors: list[str]
) -> None:
    """And Python, which it refuses as well, is said to fail by its policy."""
    with serve(site, headers={"Content-Security-Policy": "default-src 'self'"}) as address:
        page.goto(f"{address}tour/index.html")
        figure = FigureOnPage(page)
        figure.come_into_view()
        figure.expect_status("failed")
        expect(figure.part("status")).to_contain_text(POLICY)
        dial = figure.control("n").locator(".dial")
        length = dial.evaluate(AT)
        assert 0.2 < float(length) < 0.5
        assert dial.locator(".tick.default").evaluate(AT) == length
        figure.slider("n").press("End")
        assert float(dial.evaluate(AT)) == 1
    console_errors.clear()


def test_a_frame_without_an_origin_is_live_where_its_host_allows(
    page: Page, site: Path, tmp_path: Path, console_errors: list[str]
) -> None:
    headers = {"Access-Control-Allow-Origin": "*"}
    with serve(site, headers=headers) as address, framed(page, tmp_path, address) as frame:
        figure = frame.locator("nt-figure#map")
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-status", "live", timeout=60_000)
    console_errors.clear()


def test_a_frame_that_keeps_the_page_from_its_files_is_named(
    page: Page, site: Path, tmp_path: Path, console_errors: list[str]
) -> None:
    """To load the page again, as it says elsewhere, would not help."""
    with serve(site) as address, framed(page, tmp_path, address) as frame:
        status = frame.locator("nt-figure .status-text").first
        expect(status).to_contain_text(IN_FRAME)
        expect(status).not_to_contain_text("again")
    console_errors.clear()


def test_files_that_a_new_version_took_away_are_asked_for_by_loading_again(
    page: Page, base_url: str, console_errors: list[str]
) -> None:
    page.route("**/runtime/engine.*.bin", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text("is not there any more (404). Load the page again")
    expect(figure.button("Retry")).to_be_visible()
    console_errors.clear()


@pytest.mark.only_browser("chromium")  # it alone makes archives of pages
def test_an_archive_of_a_live_page_does_not_say_live(
    page: Page, base_url: str, tmp_path: Path, console_errors: list[str]
) -> None:
    figure = open_explorer(page, base_url)
    archive = page.context.new_cdp_session(page).send("Page.captureSnapshot")["data"]
    (tmp_path / "page.mhtml").write_text(archive, "utf-8", newline="")
    page.goto((tmp_path / "page.mhtml").as_uri())
    status = figure.element.locator(".status-text")
    assert status.evaluate("e => getComputedStyle(e).fontSize") == "0px"
    assert "saved" in status.evaluate("e => getComputedStyle(e, '::before').content")
    console_errors.clear()


@pytest.mark.only_browser("chromium")  # in others such a page wakes up
def test_a_page_saved_while_live_says_one_true_thing(
    page: Page, base_url: str, site: Path, console_errors: list[str]
) -> None:
    """Its document as it stood, beside the files of the site."""
    open_explorer(page, base_url)
    saved = site / "tour" / "saved.html"
    saved.write_text(page.content(), "utf-8")
    try:
        page.goto(saved.as_uri())
        figure = FigureOnPage(page)
        expect(figure.element.locator(".status-text")).to_have_text(re.compile("^Opened from a folder"))
        expect(figure.element.locator(".status-text a")).to_have_count(1)
        expect(figure.element).to_have_attribute("data-status", "static")
        expect(figure.number("n")).to_be_disabled()
    finally:
        saved.unlink()
    console_errors.clear()
