"""What a reader takes along: a post as one file, the site as an archive. Both without a network."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.small_site import build_small_site, figure

STATE = "map?n=1000&rho=0.5"

# Asks a server for something: from the page, and from a worker that starts as Python's does.
_ASK = """async (address) => {
  const ask = (place) => fetch(place).then(() => 'answered', () => 'refused');
  const text = `const ask = ${ask}; onmessage = async ({ data }) => postMessage(await ask(data));`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(text)}`, { type: 'module' });
  const replied = new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)));
  worker.postMessage(`${address}worker`);
  return [await ask(`${address}page`), await replied];
}"""

_FONTS = """async () => {
  await document.fonts.ready;
  return [...document.fonts].map(({ family, status }) => [family, status]);
}"""


@pytest.fixture
def copy(site: Path) -> str:
    """The address of the explorer's offline copy."""
    return (site / "offline" / "tour.html").as_uri()


@pytest.fixture
def no_network(page: Page) -> Iterator[list[str]]:
    """The network is off, and a page that asks for anything but files fails the test."""
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield asked
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


def open_copy(page: Page, copy: str, fragment: str = "") -> FigureOnPage:
    page.goto(copy + (f"#{fragment}" if fragment else ""))
    figure = FigureOnPage(page)
    figure.expect_live()
    return figure


def test_copy_is_live_and_gives_the_numbers_of_the_page_to_the_last_bit(
    page: Page, base_url: str, copy: str, request: pytest.FixtureRequest
) -> None:
    hosted = open_explorer(page, base_url, STATE).values()
    asked = request.getfixturevalue("no_network")
    figure = open_copy(page, copy, STATE)
    assert figure.values() == hosted
    figure.slider("rho").press("ArrowRight")
    figure.expect_controls(rho="0.51")
    figure.expect_live()
    assert figure.values() != hosted
    figure.go("back")
    figure.expect_controls(rho="0.5")
    figure.expect_live()
    assert figure.values() == hosted
    assert not [url for url in asked if not url.startswith((copy, "data:"))]


@pytest.mark.one_browser
def test_every_figure_of_the_copy_is_live(page: Page, copy: str, no_network: list[str]) -> None:
    """None of them imports what the copy does not hold."""
    page.goto(copy)
    expect_every_figure_live(page)


def expect_every_figure_live(page: Page) -> None:
    names = page.locator("nt-figure").evaluate_all("(figures) => figures.map(({ id }) => id)")
    assert len(names) > 1
    for name in names:
        figure = FigureOnPage(page, name)
        figure.expect_live()
        figure.element.locator("input[type=range]").first.press("ArrowRight")
        figure.expect_live()


@pytest.mark.only_browser("chromium")
def test_links_to_states_work_in_the_copy(page: Page, copy: str, no_network: list[str]) -> None:
    figure = open_copy(page, copy, STATE)
    figure.expect_controls(n="1000", rho="0.5")
    page.reload()
    figure.expect_live()
    figure.expect_controls(n="1000", rho="0.5")
    link = page.locator(".prose a.try").first
    link.click()
    expect(page).to_have_url(f"{copy}{link.get_attribute('href')}")
    assert link.get_attribute("href").startswith("#map?")  # type: ignore[union-attr]
    figure.go("back")
    expect(page).to_have_url(f"{copy}#{STATE}")
    figure.expect_controls(n="1000", rho="0.5")


def test_copy_brings_its_fonts_and_the_files_behind_its_figures(
    page: Page, copy: str, no_network: list[str]
) -> None:
    page.goto(copy)
    told = {(family.strip('"'), status) for family, status in page.evaluate(_FONTS)}
    assert {("Source Serif", "loaded"), ("Inter", "loaded"), ("KaTeX_Math", "loaded")} <= told
    assert "error" not in {status for _, status in told}
    fold = FigureOnPage(page).element.locator("details.listings")
    fold.locator("> summary").click()
    expect(fold.locator("pre").first).to_contain_text("Figure(")


def test_policy_of_the_copy_forbids_it_any_network(
    page: Page, copy: str, tmp_path: Path, console_errors: list[str]
) -> None:
    with listening() as (address, heard):
        page.goto(copy)
        assert page.evaluate(_ASK, address) == ["refused", "refused"]
        assert heard == []
        free = tmp_path / "free.html"
        free.write_text("<!doctype html><title>A page without a policy</title>")
        page.goto(free.as_uri())
        assert page.evaluate(_ASK, address) == ["answered", "answered"]
        assert sorted(heard) == ["/page", "/worker"]
    console_errors.clear()  # a browser reports what a policy forbids


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_copy_is_whole_without_javascript(browser: Browser, copy: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(copy)
    figure = FigureOnPage(page)
    expect(figure.part("wide").locator("svg")).to_be_visible()
    expect(figure.slider("rho")).to_be_hidden()
    page.close()


def test_copy_that_was_sent_in_another_encoding_says_so(
    page: Page, site: Path, console_errors: list[str]
) -> None:
    body = (site / "offline" / "tour.html").read_bytes()
    page.route(
        "**/copy.html", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
    )
    page.goto("https://host.invalid/copy.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text(
        "This page was sent in another encoding (UTF-8) than it was written in. "
        "Save the page and open it from the disk."
    )
    expect(page.locator("h1")).to_have_text("A tour of everything")
    console_errors.clear()  # Firefox reports bytes that are none of the encoding's


LATE = {
    "with-figure": ("import decimal", "return float(decimal.Decimal(str(state.x)))"),
    "with-move": ("", "import decimal\n    return float(decimal.Decimal(str(state.x)))"),
    "of-numpy": (
        "import numpy as np",
        "return state.x if state.x < 0.25 else np.random.default_rng(1).random()",
    ),
    "unseen": ("", "if state.x > 0.25:\n        exec('import decimal')\n    return state.x"),
}
"""Figures whose import misses what all pages bring: what stands before them, and what computes them."""


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the offline copies of these, a post each."""
    posts = {
        name: {"late": figure("late", name, compute, before)} for name, (before, compute) in LATE.items()
    }
    return build_small_site(tmp_path_factory.mktemp("late"), posts) / "offline"


def open_late(page: Page, copies: Path, name: str) -> FigureOnPage:
    """The figure of that post's copy, live and then moved."""
    page.goto((copies / f"{name}.html").as_uri())
    shown = FigureOnPage(page, "late")
    shown.expect_live()
    shown.slider("x").press("ArrowRight")
    return shown


@pytest.mark.parametrize(
    ("name", "computed"),
    [
        ("with-figure", "0.3"),
        pytest.param("with-move", "0.3", marks=pytest.mark.one_browser),
        pytest.param("of-numpy", "0.5118216247002567", marks=pytest.mark.one_browser),
    ],
)
def test_figures_that_import_late_move_in_the_copy(
    page: Page, copies: Path, no_network: list[str], name: str, computed: str
) -> None:
    shown = open_late(page, copies, name)
    shown.expect_live()
    expect(shown.output("y")).to_have_attribute("data-value", computed)


@pytest.mark.only_browser("chromium")
def test_copy_says_what_it_does_not_hold(page: Page, copies: Path) -> None:
    """Nobody can know it from this text, nor from the drawing."""
    shown = open_late(page, copies, "unseen")
    shown.expect_status("failed")
    expect(shown.part("status")).to_contain_text(
        "this copy of the page does not hold it, the page itself does."
    )


NEEDY = """from explorable import Call, Data

OWN = Data("own.txt", travels=True)
STAYS = Data("stays.txt")


def needs(state):
    return [Call("sums", "upto", n=round(10 * state.x)), OWN] + ([STAYS] if state.x > 0.8 else [])
"""
SUMS = """
import numpy as np
from explorable import Data, Service

START = Data("start.txt", travels=True)


def needs(n):
    return [START]


def upto(start, n):
    return np.arange(n + 1) + int(start.read_text())


service = Service(methods=(upto,), needs=needs)
"""


def test_figures_ask_a_service_and_read_files_in_the_copy(
    page: Page, tmp_path: Path, no_network: list[str]
) -> None:
    """The worker of the service starts from what the copy holds; what does not travel is told by its name."""
    compute = "return float(sums.sum()) + int(own.read_text())"
    source = figure("needy", "It needs", compute, NEEDY, more="\n    needs=needs,")
    source = source.replace("def compute(state)", "def compute(state, sums, own, stays=None)")
    files = {
        "services/sums.py": SUMS,
        "services/start.txt": "100",
        "content/post/own.txt": "5",
        "content/post/stays.txt": "",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    small = build_small_site(tmp_path, {"post": {"needy": source}})
    page.goto((small / "offline" / "post.html").as_uri())
    shown = FigureOnPage(page, "needy")
    shown.expect_live()
    expect(shown.output("y")).to_have_attribute("data-value", "308.0")
    shown.slider("x").press("ArrowRight")
    shown.expect_live()
    expect(shown.output("y")).to_have_attribute("data-value", "411.0")
    shown.type("x", "1")
    shown.expect_status("failed")
    expect(shown.part("status")).to_contain_text("stays.txt is not in this copy of the page")


@pytest.fixture
def unpacked(site: Path, tmp_path: Path) -> Path:
    """The archive, unpacked."""
    with zipfile.ZipFile(site / "offline" / "site.zip") as file:
        file.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    return folder


def test_pages_of_the_archive_open_from_a_disk(
    page: Page, browser_name: str, unpacked: Path, no_network: list[str], console_errors: list[str]
) -> None:
    page.goto((unpacked / "index.html").as_uri())
    page.get_by_role("link", name="A tour of everything").click()
    expect(page).to_have_url((unpacked / "tour" / "index.html").as_uri())
    figure = FigureOnPage(page)
    if browser_name == "firefox":
        figure.expect_live()  # it loads modules from the folder of a page
    else:
        expect(figure.part("status")).to_contain_text(
            "This browser does not move figures in a page that is opened from a disk."
        )
        expect(page.locator(".offline-copy")).to_have_count(0)
        expect(figure.slider("rho")).to_be_hidden()
    assert page.evaluate("document.fonts.check('16px Inter')")
    page.get_by_role("link", name="Conventions").first.click()
    expect(page).to_have_url((unpacked / "conventions" / "index.html").as_uri())
    console_errors.clear()  # a browser reports each module that it refused


@pytest.mark.only_browser("chromium")  # Firefox loads modules from the folder of a page
def test_page_that_is_opened_from_the_sites_folder_leads_to_its_copy(
    page: Page, site: Path, copy: str, console_errors: list[str]
) -> None:
    page.goto((site / "tour" / "index.html").as_uri())
    status = FigureOnPage(page).part("status")
    expect(status).to_contain_text("Opened from a folder, figures do not move in this browser.")
    offered = status.get_by_role("link", name="Offline copy (")
    assert offered.evaluate("link => link.href") == copy
    console_errors.clear()  # a browser reports each module that it refused


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that answers everybody: its address, and what was asked of it."""
    heard: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", heard
    finally:
        server.shutdown()
        server.server_close()
