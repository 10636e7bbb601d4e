"""What works in which engine: README's table says what these tests have seen. `BLESS=1` writes it anew.

WebKitGTK has a driver of its own, which `make test-all` installs; Playwright's WebKit is another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Playwright
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browsers import FIREFOX, WEBKITGTK
from tests.e2e.figure import BOOT_TIMEOUT_MS
from tests.tables import rows_of, with_rows

ROOT = Path(__file__).resolve().parents[2]
FIGURE = "nt-figure#map"
SHOW = f"document.querySelector('{FIGURE}').scrollIntoView()"
SETTLED = f"""return (figure => figure && ['live', 'failed'].includes(figure.dataset.status)
    || document.documentElement.classList.contains('unmoved'))(document.querySelector('{FIGURE}'))"""
STATUS = f"return document.querySelector('{FIGURE}').dataset.status"
RHO = f"return document.querySelector('{FIGURE} input[type=range][name=rho]').value"
READOUTS = f"return [...document.querySelectorAll('{FIGURE} output')].map(each => each.textContent).join()"
DRAWN = f"""return document.querySelector('{FIGURE} .picture svg path').getBoundingClientRect().width > 0
    && document.querySelector('main').innerText.length > 1000"""
STEP = f"""const slider = document.querySelector('{FIGURE} input[type=range][name=rho]');
    slider.focus(); slider.stepDown(200); slider.dispatchEvent(new Event('input', {{ bubbles: true }}));
    slider.dispatchEvent(new Event('change', {{ bubbles: true }}))"""


class Engine(Protocol):
    """A browser, as far as these tests go."""

    def open(self, address: str) -> None:
        """Open a page of its own."""

    def run(self, script: str) -> object:
        """What the body of a JavaScript function returns."""

    def wait(self, script: str) -> None:
        """Wait until that is true."""


class Played:
    """What Playwright drives."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()

    def open(self, address: str) -> None:
        self._page.goto("about:blank")
        self._page.goto(address)

    def run(self, script: str) -> object:
        return self._page.evaluate(f"() => {{ {script} }}")

    def wait(self, script: str) -> None:
        self._page.wait_for_function(f"() => {{ {script} }}", timeout=BOOT_TIMEOUT_MS)


class Driven:
    """What WebDriver drives."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        self._driver.get("about:blank")
        self._driver.get(address)
        self._driver.find_element(By.TAG_NAME, "main")

    def run(self, script: str) -> object:
        return self._driver.execute_script(script)

    def wait(self, script: str) -> None:
        WebDriverWait(self._driver, BOOT_TIMEOUT_MS / 1000).until(lambda _: self.run(script))


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Engine]:
    """Debian's Firefox, beside the Chromium of the tests."""
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=str(FIREFOX.path()))
    yield Played(browser)
    browser.close()


@contextmanager
def webkitgtk() -> Iterator[Engine]:
    """Debian's WebKitGTK, on a screen that nobody sees."""
    driver_path = WEBKITGTK.find()
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not driver_path or not browsers or not shutil.which("Xvfb"):
        pytest.skip("WebKitGTK is not installed: `make test-all` takes webkit2gtk-driver and xvfb of Debian.")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as screen:
        try:
            display = os.read(read, 16).decode().strip()
            headless = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
            environment = {**os.environ, "DISPLAY": f":{display}", **headless}
            options = Options()
            options.binary_location = str(browsers[-1])
            options.add_argument("--automation")
            driver = webdriver.WebKitGTK(options=options, service=Service(str(driver_path), env=environment))
            yield Driven(driver)
            driver.quit()
        finally:
            screen.terminate()


def moves(engine: Engine) -> str:
    """Whether the figure is live, and answers a slider."""
    engine.run(SHOW)
    engine.wait(SETTLED)
    if engine.run(STATUS) != "live":
        return "as drawn"
    before = engine.run(READOUTS)
    engine.run(STEP)
    engine.wait(f"return ({READOUTS.removeprefix('return ')}) !== {before!r}")
    return "moves"


def what_works(engine: Engine, site: Path, address: str) -> dict[str, str]:
    """A row of the table for each thing that a reader may rely on."""
    found = {}
    engine.open(f"{address}tour/index.html")
    found["Text and drawings"] = "there" if engine.run(DRAWN) else "missing"
    found["A figure, from a host"] = moves(engine)
    engine.open(f"{address}tour/index.html#map?rho=0.25")
    engine.run(SHOW)
    engine.wait(SETTLED)
    found["A link to a state"] = "shown" if float(str(engine.run(RHO))) == 0.25 else "not shown"
    for what, path in (
        ("A figure, in an offline copy", "offline/tour.html"),
        ("A figure, in a folder", "tour/index.html"),
    ):
        engine.open((site / path).as_uri())
        found[what] = moves(engine)
    return found


@pytest.mark.only_browser("chromium")
@pytest.mark.filterwarnings("ignore:setting remote_server_addr")  # Selenium warns of what it does itself
@pytest.mark.parametrize("name", ["Chromium", "Firefox", "WebKitGTK"])
def test_readme_says_what_works_in_which_engine(
    name: str, browser: Browser, playwright: Playwright, site: Path, base_url: str
) -> None:
    with engine_of(name, browser, playwright) as engine:
        found = what_works(engine, site, base_url)
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    if os.environ.get("BLESS"):
        text = with_rows(text, "engines", blessed(rows_of(text, "engines"), name, found))
        readme.write_text(text, "utf-8")
    assert column(rows_of(text, "engines"), name) == found


@contextmanager
def engine_of(name: str, browser: Browser, playwright: Playwright) -> Iterator[Engine]:
    if name == "Chromium":
        yield Played(browser)
    else:
        with firefox(playwright) if name == "Firefox" else webkitgtk() as engine:
            yield engine


def column(rows: list[list[str]], name: str) -> dict[str, str]:
    """What README says of an engine."""
    head, *body = rows
    return {row[0]: row[head.index(name)] for row in body}


def blessed(rows: list[list[str]], name: str, found: dict[str, str]) -> list[list[str]]:
    """The table with another column of that name."""
    head, *body = rows
    said = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}
    columns = {what: said.get(what, {}) | {name: seen} for what, seen in found.items()}
    return [head, *([what, *(each.get(engine, "") for engine in head[1:])] for what, each in columns.items())]
