"""Figures that need something brought first: a large file in parts, and what a second service computes."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import requests_for
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.e2e.held import hold
from tests.e2e.host import serve
from tests.e2e.patience import wait_until
from tests.e2e.small_site import build_small_site, figure

pytestmark = [pytest.mark.one_browser, pytest.mark.only_browser("chromium")]

SIZE = 30_000_000
PARTS = re.compile(r"/runtime/data-big-bin\.\dof2\.\w+\.bin$")
SECOND = re.compile(r"/runtime/data-big-bin\.2of2\.\w+\.bin$")
FETCHING = "Fetching big.bin (30.0 MB)"
COMPUTING = "Computing “slow” first"

NEEDS_FILE = """from explorable import Data

BIG = Data("big.bin")


def needs(state):
    return [BIG]

"""
READ = """\
with big.open("rb") as file:
        file.seek(int(state.x * 29_999_999))
        return file.read(1)[0]"""
NEEDS_SERVICE = """from explorable import Call


def needs(state):
    return [Call("slow", "squares", upto=5, x=state.x)]

"""
SERVICE = '''
"""A service that a reader waits for: two minutes for the published state, three seconds for others.

No machine is so slow that a test comes too late to see the first, or so fast that it misses the second.
"""

import js
import numpy as np
from explorable import Progress, Service

IS_BUILD = hasattr(js, "process")  # the build's Python runs in Node


def squares(upto, x):
    """The squares of 0, 1 …, times x."""
    if x > 0.9:
        raise ValueError(f"{x} is too much")
    start, told, seconds = js.performance.now(), 0, 0 if IS_BUILD else 120 if x == 0.2 else 3
    while (done := (js.performance.now() - start) / 1000) < seconds:
        if done > told + 0.2:
            told = done
            yield Progress(done / seconds)
    print("done with", x)
    return x * np.arange(upto, dtype=float) ** 2


service = Service(methods=(squares,))
'''


TWO_CALLS = """from explorable import Call


def needs(state):
    return [Call("reads", "byte", at=0), Call("reads", "byte", at=1)]

"""
READER = """
from explorable import Data, Service

BIG = Data("large.bin")


def needs(at):
    return [BIG]


def byte(big, at):
    return big.read_bytes()[at]


service = Service(methods=(byte,), needs=needs)
"""


def needing(id: str, before: str, compute: str, brought: str) -> str:
    """A figure whose `compute` gets `brought`, too."""
    source = figure(id, f"This one {id}", compute, before, more="\n    needs=needs,")
    return source.replace("def compute(state)", f"def compute(state, {brought})")


PLAIN = figure("plain", "This one needs nothing", "return state.x")
FILE_POST = {"plain": PLAIN} | {id: needing(id, NEEDS_FILE, READ, "big") for id in ("reads", "skims")}
SERVICE_POST = {
    "plain": PLAIN,
    "asks": needing("asks", NEEDS_SERVICE, "return float(squares.sum())", "squares"),
}


BOTH_POST = {"both": needing("both", TWO_CALLS, "return float(10 * one + other)", "one, other")}


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(1).randbytes(SIZE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> Iterator[str]:
    """Where two posts are served: one whose figures read a file, one that asks a service."""
    root = tmp_path_factory.mktemp("needs")
    files = {
        "services/slow.py": SERVICE.encode(),
        "services/reads.py": READER.encode(),
        "services/large.bin": bytes([3, 4]) * 1000,
        "content/file/big.bin": content,
    }
    for path, written in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(written)
    posts = {"file": FILE_POST, "service": SERVICE_POST, "both": BOTH_POST}
    with serve(build_small_site(root, posts)) as address:
        yield address


def open_post(page: Page, address: str, post: str, *ids: str) -> list[FigureOnPage]:
    page.goto(f"{address}{post}/index.html")
    figures = [FigureOnPage(page, id) for id in ids]
    for shown in figures:
        shown.come_into_view()
        woken = shown.element.and_(page.locator(":not([data-status=static]), [aria-busy=true]"))
        expect(woken).to_be_attached(timeout=BOOT_TIMEOUT_MS)
    return figures


def expect_byte(figure: FigureOnPage, content: bytes, x: float) -> None:
    figure.expect_live()
    expect(figure.output("y")).to_have_attribute("data-value", f"{float(content[int(x * (SIZE - 1))])!r}")


def test_a_large_file_comes_in_parts_and_only_who_needs_it_waits(
    page: Page, address: str, content: bytes
) -> None:
    """Nothing else holds it; what is computed from it is what the build computed."""
    sizes = [len(page.request.get(url).body()) for url in _published(page, address, "file")]
    assert max(sizes) <= 20_000_000
    release = hold(page, PARTS)
    plain, reads = open_post(page, address, "file", "plain", "reads")
    plain.expect_live()
    expect(reads.part("status")).to_contain_text(FETCHING, timeout=BOOT_TIMEOUT_MS)
    expect(reads.element).to_have_attribute("aria-busy", "true")
    expect(reads.element.locator(".status-percent")).to_have_text("0 %")
    plain.number("x").fill("0.4")
    expect(plain.output("y")).to_have_attribute("data-value", "0.4")
    built = reads.output("y").get_attribute("data-value")
    release()
    expect_byte(reads, content, 0.2)
    assert reads.output("y").get_attribute("data-value") == built
    reads.number("x").fill("0.9")
    expect_byte(reads, content, 0.9)


def _published(page: Page, address: str, post: str) -> list[str]:
    """The addresses of all that the post may load."""
    page.goto(f"{address}{post}/index.html")
    manifest = json.loads(page.locator("script.manifest").text_content() or "")
    return [urljoin(page.url, part["url"]) for entry in manifest["bill"] for part in entry["parts"]]


def test_what_one_page_has_had_brought_is_there_for_the_next_visit(page: Page, address: str) -> None:
    """Though another page was open in between, which needs none of it."""
    (reads,) = open_post(page, address, "file", "reads")
    reads.expect_live()
    wait_until(page, KEPT, ["layer-file", "post-file", "data-big-bin.1of2", "data-big-bin.2of2"])
    (asks,) = open_post(page, address, "service", "asks")
    asks.type("x", "0.4")
    asks.expect_live()
    wait_until(page, KEPT, ["layer-service", "post-service", "service-slow"])
    fetched = requests_for(page, ".bin")
    (reads,) = open_post(page, address, "file", "reads")
    reads.expect_live()
    (asks,) = open_post(page, address, "service", "asks")
    expect(asks.element.locator(".status-percent")).to_have_text(re.compile(r"\d %"), timeout=BOOT_TIMEOUT_MS)
    assert fetched == []


KEPT = """async subjects => {
    const shelves = await Promise.all((await caches.keys()).map(name => caches.open(name)));
    const kept = (await Promise.all(shelves.map(shelf => shelf.keys()))).flat();
    return subjects.every(subject => kept.some(({ url }) => url.includes(`/${subject}`)));
}"""


def test_stop_gives_up_a_file_for_one_figure_and_not_for_another(
    page: Page, address: str, content: bytes
) -> None:
    release = hold(page, SECOND)
    reads, skims = open_post(page, address, "file", "reads", "skims")
    for shown in (reads, skims):
        expect(shown.part("status")).to_contain_text(FETCHING, timeout=BOOT_TIMEOUT_MS)
    reads.button("Stop").press("Enter")
    reads.expect_status("failed")
    expect(reads.part("status")).to_have_text(re.compile("^Stopped"))
    expect(skims.part("status")).to_contain_text(FETCHING, timeout=BOOT_TIMEOUT_MS)
    release()
    expect_byte(skims, content, 0.2)
    reads.button("Retry").press("Enter")
    expect_byte(reads, content, 0.2)


def test_a_file_that_was_stopped_goes_on_where_it_was(page: Page, address: str, content: bytes) -> None:
    """Its first part is not fetched again."""
    release = hold(page, SECOND)
    reads, skims = open_post(page, address, "file", "reads", "skims")
    for shown in (reads, skims):
        expect(shown.element.locator(".status-percent")).to_have_text("66 %", timeout=BOOT_TIMEOUT_MS)
    for shown in (reads, skims):
        shown.button("Stop").press("Enter")
        shown.expect_status("failed")
    release()
    wait_until(page, KEPT, ["data-big-bin.1of2"])
    fetched = requests_for(page, "/runtime/data-big")
    reads.button("Retry").press("Enter")
    expect_byte(reads, content, 0.2)
    assert [bool(SECOND.search(url)) for url in fetched] == [True]


@pytest.mark.parametrize("fault", ["gone", "other"])
def test_a_file_that_does_not_come_is_named_and_comes_with_retry(
    page: Page, address: str, content: bytes, console_errors: list[str], fault: str
) -> None:
    def spoil(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(status=404 if fault == "gone" else 200, body=body[::-1])

    said = {"gone": r"is not there any more \(404\)", "other": "is (damaged|not the file that was published)"}
    page.route(SECOND, spoil)
    (reads,) = open_post(page, address, "file", "reads")
    reads.expect_status("failed")
    expect(reads.part("status")).to_contain_text(re.compile(rf"data-big-bin\.2of2\.\w+\.bin {said[fault]}"))
    page.unroute_all()
    reads.button("Retry").press("Enter")
    expect_byte(reads, content, 0.2)
    console_errors.clear()


def test_another_service_computes_says_how_far_it_is_and_is_stopped(page: Page, address: str) -> None:
    """The page's other figure is live all the while; what a service prints is not lost."""
    plain, asks = open_post(page, address, "service", "plain", "asks")
    status, percent = asks.part("status"), asks.element.locator(".status-percent")
    expect(status).to_contain_text(COMPUTING, timeout=BOOT_TIMEOUT_MS)
    expect(percent).to_have_text(re.compile(r"^[1-9]\d? %$"), timeout=BOOT_TIMEOUT_MS)
    plain.number("x").fill("0.6")
    expect(plain.output("y")).to_have_attribute("data-value", "0.6")
    asks.button("Stop").press("Enter")
    asks.expect_status("failed")
    expect(status).to_have_text(re.compile("^Stopped"))
    asks.button("Retry").press("Enter")
    expect(status).to_contain_text(COMPUTING)
    with page.expect_console_message(
        lambda message: message.text == "done with 0.4", timeout=BOOT_TIMEOUT_MS
    ):
        asks.type("x", "0.4")
    asks.expect_live()
    expect(asks.output("y")).to_have_attribute("data-value", "12.0")
    plain.expect_live()


def test_only_the_newest_state_is_computed_for_and_what_was_is_remembered(page: Page, address: str) -> None:
    """A state left behind is given up; a service's failure is a sentence; what it gave is remembered."""
    printed: list[str] = []
    page.on("console", lambda message: printed.append(message.text))
    (asks,) = open_post(page, address, "service", "asks")
    expect(asks.part("status")).to_contain_text(COMPUTING, timeout=BOOT_TIMEOUT_MS)
    asks.type("x", "0.5")
    asks.expect_live()
    expect(asks.output("y")).to_have_attribute("data-value", "15.0")
    assert printed == ["done with 0.5"]
    asks.type("x", "1")
    asks.expect_status("failed")
    expect(asks.part("status")).to_contain_text(
        "The service “slow” could not do it: ValueError: 1 is too much."
    )
    expect(asks.element.locator("details.trouble pre")).to_contain_text("slow.py")
    asks.type("x", "0.5")
    asks.expect_live()
    assert printed == ["done with 0.5"]


LARGE = re.compile(r"/runtime/data-large-bin\.\w+\.bin$")


def test_a_file_that_two_calls_of_a_service_need_comes_once_and_is_named(page: Page, address: str) -> None:
    fetched = requests_for(page, "/runtime/data-large")
    release = hold(page, LARGE)
    (both,) = open_post(page, address, "both", "both")
    expect(both.part("status")).to_contain_text("Fetching large.bin (0.0 MB)", timeout=BOOT_TIMEOUT_MS)
    release()
    both.expect_live()
    expect(both.output("y")).to_have_attribute("data-value", "34.0")
    assert len(fetched) == 1
