"""What every browser test shares: the site on a static host, the browsers, an eye on the console."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from sitegen.cli import main as build
from tests import node_tools
from tests.browsers import CHROMIUM, CHROMIUM_ARGS, FIREFOX
from tests.e2e import host
from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve

ROOT = Path(__file__).resolve().parents[2]


def pytest_configure(config: pytest.Config) -> None:
    host.default_python_path = config.getoption("--python-path")


def built_once(shared: Path, name: str, make: Callable[[], int]) -> None:
    """Build a site, unless another of the processes that run the tests has."""
    with FileLock(shared / f"{name}.lock"):
        built = shared / f"{name}.built"
        if not built.exists():
            assert make() == 0
            built.touch()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of all the processes that run the tests."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def site(shared_folder: Path) -> Path:
    """The tests' own site, of `tests/e2e/site`."""
    root = shared_folder / "own"

    def make() -> int:
        shutil.copytree(ROOT / "tests/e2e/site", root)
        return build(["--root", str(root), "build"])

    built_once(shared_folder, "own", make)
    return root / "site"


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def real_site(request: pytest.FixtureRequest, shared_folder: Path) -> Path:
    """The site that is published, built from the working tree."""
    if not request.config.getoption("--site-is-built"):
        built_once(shared_folder, "real", lambda: build(["build"]))
    return ROOT / "site"


@pytest.fixture(scope="session")
def real_url(real_site: Path) -> Iterator[str]:
    with serve(real_site) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_name: str, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if browser_name == "firefox":
        return {**browser_type_launch_args, "channel": "moz-firefox", "executable_path": str(FIREFOX.path())}
    if browser_name == "webkit":
        return browser_type_launch_args  # the one that Playwright brings
    return {
        **browser_type_launch_args,
        "executable_path": str(CHROMIUM.path()),
        "args": list(CHROMIUM_ARGS),
    }


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A reader whose browser has the page's own files: how fast these came says nothing of the network, then.

    Else a busy machine would have some visits start Python from its packs.
    """
    context.add_init_script(NOT_TRANSFERRED)
    return context


@pytest.fixture(autouse=True)
def console_errors(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail a test whose page logged an error that the test did not take from this list."""
    seen: list[str] = []
    if "page" in request.fixturenames:
        watch(request.getfixturevalue("page"), seen)
    yield seen
    assert not seen, f"the console shows errors: {seen}"


NOT_TRANSFERRED = (
    "Object.defineProperty(PerformanceResourceTiming.prototype, 'transferSize', { get: () => 0 })"
)

# Firefox judges MathML while a page is still arriving, with some elements' children on their way.
STILL_ARRIVING = "Incorrect number of children for <m"


def watch(page: Page, seen: list[str]) -> None:
    """Put what goes wrong on `page` into `seen`."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STILL_ARRIVING):
            seen.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: seen.append(str(error)))


@pytest.fixture(scope="session")
def reader() -> str:
    """What browsers make their reader's view with, as the body of a function."""
    node_tools.install()
    source = (ROOT / "node_modules/@mozilla/readability/Readability.js").read_text("utf-8")
    return f"{source}; return new Readability(document.cloneNode(true)).parse()"


def requests_for(page: Page, part: str) -> list[str]:
    """Every address with `part` in it that `page` asks for from now on: the list grows."""
    urls: list[str] = []

    def on_request(request: Request) -> None:
        if part in request.url:
            urls.append(request.url)

    page.on("request", on_request)
    return urls


WINDOW: ViewportSize = {"width": 1280, "height": 720}  # Playwright's own
MOST_ENTRIES = 30  # of a history, which holds fifty
AS_OPENED = """addEventListener('DOMContentLoaded', () => {
    window.unfolded = new Set(document.querySelectorAll('details[open]'));
})"""
# Else what a test goes to moves, while what stands above it is laid out.
NOTHING_PUT_OFF = "() => document.documentElement.classList.remove('from-top')"
AT_REST = """() => {
    for (const fold of document.querySelectorAll('details')) fold.open = unfolded.has(fold);
    document.querySelector('.probe-clear:not([hidden])')?.click();
    document.activeElement?.blur();
    scrollTo(0, 0);
}"""


class SharedPage:
    """A page with live figures for the tests of a file, each of which finds it as if it were new.

    To start Python is most of what such a test costs. After a test that failed, it really is new.
    """

    def __init__(self, browser: Browser, context_args: dict[str, Any], address: str) -> None:
        self._browser, self._context_args, self._address = browser, context_args, address
        self._page: Page | None = None
        self._given: set[str] = set()
        self._failures = 0
        self.errors: list[str] = []

    def ready(self, failures: int) -> Page:
        """The page, its figures at their defaults; `failures` is how many tests have failed by now."""
        if self._page is None or failures > self._failures or self._entries > MOST_ENTRIES:
            self.close()
            self._page = self._open()
        self._failures = failures
        self._page.set_viewport_size(self._context_args.get("viewport", WINDOW))
        self._page.mouse.move(1, 1)
        self._page.evaluate(AT_REST)
        for figure_id in sorted(self._given):
            FigureOnPage(self._page, figure_id).follow(f"{figure_id}?")
        self._page.evaluate(AT_REST)
        return self._page

    def figure(self, figure_id: str, state: str = "") -> FigureOnPage:
        """A figure of the page, live, as whoever follows a link to it finds it."""
        figure = FigureOnPage(self.page, figure_id)
        self._given.add(figure_id)
        figure.expect_live()
        figure.follow(f"{figure_id}?{state}")
        return figure

    @property
    def page(self) -> Page:
        """As `ready` gave it."""
        assert self._page
        return self._page

    def close(self) -> None:
        if self._page:
            self._page.context.close()
        self._given.clear()
        self.errors.clear()

    def _open(self) -> Page:
        page = self._browser.new_context(**self._context_args).new_page()
        page.add_init_script(NOT_TRANSFERRED)
        page.add_init_script(AS_OPENED)
        watch(page, self.errors)
        page.goto(self._address)
        page.evaluate(NOTHING_PUT_OFF)
        return page

    @property
    def _entries(self) -> int:
        return int(self.page.evaluate("() => history.length"))


@pytest.fixture(scope="module")
def shared_page(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[SharedPage]:
    shared = SharedPage(browser, browser_context_args, f"{base_url}tour/index.html")
    yield shared
    shared.close()


@pytest.fixture(scope="module")
def shared_phone(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[SharedPage]:
    phone = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
    args = {**browser_context_args, **phone, "is_mobile": True, "has_touch": True}
    shared = SharedPage(browser, args, f"{base_url}tour/index.html")
    yield shared
    shared.close()


@pytest.fixture(scope="module")
def shared_post(browser: Browser, browser_context_args: dict[str, Any], address: str) -> Iterator[SharedPage]:
    """At the `address` of the file."""
    shared = SharedPage(browser, browser_context_args, address)
    yield shared
    shared.close()


@pytest.fixture
def phone(
    request: pytest.FixtureRequest, shared_phone: SharedPage, console_errors: list[str]
) -> Iterator[FigureOnPage]:
    """As `explorer`, on a phone."""
    with lent(shared_phone, request, console_errors):
        yield at_rest(shared_phone.figure("map"))


@pytest.fixture
def explorer(
    request: pytest.FixtureRequest, shared_page: SharedPage, console_errors: list[str]
) -> Iterator[FigureOnPage]:
    """The figure of the tests' own site that has everything, live, at its default.

    The tests of a file share its page: a test that changes the page itself (its size, its clock, its scripts)
    takes `page` and `open_explorer`.
    """
    with lent(shared_page, request, console_errors):
        yield at_rest(shared_page.figure("map"))


@pytest.fixture
def post(
    request: pytest.FixtureRequest, shared_post: SharedPage, console_errors: list[str]
) -> Iterator[SharedPage]:
    """The page at the `address` of the file, shared as that of `explorer` is: it is asked for its figures."""
    with lent(shared_post, request, console_errors):
        yield shared_post


def at_rest(figure: FigureOnPage) -> FigureOnPage:
    figure.page.evaluate(AT_REST)
    return figure


@contextmanager
def lent(shared: SharedPage, request: pytest.FixtureRequest, console_errors: list[str]) -> Iterator[None]:
    """The page for one test, whose errors it then has."""
    shared.ready(request.session.testsfailed)
    yield
    console_errors += shared.errors
    shared.errors.clear()
