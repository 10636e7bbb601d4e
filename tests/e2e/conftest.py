"""What every browser test shares: the site on a static host, the browsers, an eye on the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import ConsoleMessage, Page, Request

from sitegen.cli import main as build
from tests.browsers import CHROMIUM, CHROMIUM_ARGS, FIREFOX
from tests.e2e import host
from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.host import serve

ROOT = Path(__file__).resolve().parents[2]


def pytest_configure(config: pytest.Config) -> None:
    host.default_python_path = config.getoption("--python-path")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site, built from the working tree: once, however many processes run the tests."""
    if worker_id == "master":
        assert build(["build"]) == 0
        return ROOT / "site"
    shared = tmp_path_factory.getbasetemp().parent
    with FileLock(shared / "site.lock"):
        built = shared / "site.built"
        if not built.exists():
            assert build(["build"]) == 0
            built.touch()
    return ROOT / "site"


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    with serve(site) as address:
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


@pytest.fixture(autouse=True)
def console_errors(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail a test whose page logged an error that the test did not take from this list."""
    seen: list[str] = []
    if "page" in request.fixturenames:
        watch(request.getfixturevalue("page"), seen)
    yield seen
    assert not seen, f"the console shows errors: {seen}"


# Firefox judges MathML while a page is still arriving, with some elements' children on their way.
STILL_ARRIVING = "Incorrect number of children for <m"


def watch(page: Page, seen: list[str]) -> None:
    """Put what goes wrong on `page` into `seen`."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STILL_ARRIVING):
            seen.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: seen.append(str(error)))


def requests_for(page: Page, part: str) -> list[str]:
    """Every address with `part` in it that `page` asks for from now on: the list grows."""
    urls: list[str] = []

    def on_request(request: Request) -> None:
        if part in request.url:
            urls.append(request.url)

    page.on("request", on_request)
    return urls


@pytest.fixture
def explorer(page: Page, base_url: str) -> FigureOnPage:
    """The first explorer, live."""
    return open_explorer(page, base_url)
