"""A file that is fetched only where the reader asks for it: paused, resumed, kept, forgotten."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import requests_for
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.e2e.held import hold
from tests.e2e.host import serve
from tests.e2e.patience import wait_until
from tests.e2e.small_site import build_small_site, figure

SIZE = 30_000_000
FIRST, SECOND = (re.compile(rf"/runtime/data-big-bin\.{n}of2\.\w+\.bin$") for n in (1, 2))
ASKS = """from explorable import Call


def needs(state):
    return [Call("reads", "byte", x=state.x)] if state.x > 0.5 else []
"""
READS = """
import os

import numpy as np
from explorable import Data, Service

BIG, GONE = Data("big.bin", offered=True), Data("gone.bin", offered=True)


def needs(x):
    return [GONE if x == 1 else BIG]


def byte(big, x):
    if x == 0.8:
        return [np.empty(2**30, "u1") for _ in range(9)]
    if x == 0.9:
        os.abort()
    return big.read_bytes()[-1]


service = Service(methods=(byte,), needs=needs)
"""
KEPT = """async subject => {
    const shelves = await Promise.all((await caches.keys()).map(name => caches.open(name)));
    const kept = (await Promise.all(shelves.map(shelf => shelf.keys()))).flat();
    return kept.some(({ url }) => url.includes(`/${subject}`));
}"""
SPOIL = """async subject => {
    for (const name of await caches.keys()) {
        const shelf = await caches.open(name);
        const request = (await shelf.keys()).find(({ url }) => url.includes(`/${subject}`));
        if (!request) continue;
        const bytes = new Uint8Array(await (await shelf.match(request)).arrayBuffer());
        bytes[bytes.length >> 1] ^= 1;
        await shelf.put(request, new Response(bytes));
    }
}"""
NOT_KEPT = f"async subject => !(await ({KEPT})(subject))"


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(1).randbytes(SIZE)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> Path:
    root = tmp_path_factory.mktemp("offered")
    (root / "services").mkdir()
    (root / "services/reads.py").write_text(READS)
    (root / "services/big.bin").write_bytes(content)
    source = figure("asks", "It asks", "return float(byte)", ASKS, more="\n    needs=needs,")
    source = source.replace("def compute(state)", "def compute(state, byte=0)")
    return build_small_site(root, {"post": {"asks": source}})


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:
    with serve(small) as address:
        yield f"{address}post/index.html"


@pytest.fixture
def fetched(page: Page) -> list[str]:
    return requests_for(page, "/runtime/data-big")


def opened(page: Page, address: str, x: str = "0.6") -> FigureOnPage:
    page.goto(f"{address}#asks?x={x}")
    shown = FigureOnPage(page, "asks")
    shown.come_into_view()
    return shown


def expect_offer(shown: FigureOnPage, words: str = "big.bin is fetched only if you want it") -> None:
    expect(shown.part("status")).to_contain_text(words, timeout=BOOT_TIMEOUT_MS)


def press(shown: FigureOnPage, name: str) -> None:
    shown.button(name).press("Enter")


def expect_byte(shown: FigureOnPage, content: bytes) -> None:
    shown.expect_live()
    expect(shown.output("y")).to_have_attribute("data-value", f"{float(content[-1])}")


def test_it_is_fetched_once_the_reader_asks_and_kept_for_the_next_visit(
    page: Page, address: str, content: bytes, fetched: list[str]
) -> None:
    """A link to a state that needs it fetches nothing by itself; other states are live meanwhile."""
    shown = opened(page, address)
    expect_offer(shown)
    shown.type("x", "0.3")
    shown.expect_live()
    shown.type("x", "0.6")
    expect_offer(shown)
    assert fetched == []
    press(shown, "Fetch (30.0 MB)")
    expect_byte(shown, content)
    assert len(fetched) == 2
    wait_until(page, KEPT, "data-big-bin.2of2")
    page.reload()
    expect_byte(shown, content)
    assert len(fetched) == 2


def test_a_reload_in_mid_fetch_and_a_pause_keep_the_parts_that_came(
    page: Page, address: str, content: bytes, fetched: list[str]
) -> None:
    release = hold(page, SECOND)
    shown = opened(page, address)
    press(shown, "Fetch (30.0 MB)")
    percent = shown.element.locator(".status-percent")
    expect(percent).to_have_text("66 %", timeout=BOOT_TIMEOUT_MS)
    wait_until(page, KEPT, "data-big-bin.1of2")
    page.reload()
    shown.come_into_view()
    expect_offer(shown, "20.0 MB of 30.0 MB of big.bin are here")
    press(shown, "Fetch the rest (10.0 MB)")
    expect(percent).to_have_text("66 %", timeout=BOOT_TIMEOUT_MS)
    press(shown, "Pause")
    expect_offer(shown, "20.0 MB of 30.0 MB of big.bin are here")
    release()
    press(shown, "Fetch the rest (10.0 MB)")
    expect_byte(shown, content)
    assert len([url for url in fetched if FIRST.search(url)]) == 1


@pytest.mark.one_browser
def test_a_part_that_was_damaged_on_the_device_is_fetched_again_and_no_other(
    page: Page, address: str, content: bytes, fetched: list[str]
) -> None:
    shown = opened(page, address)
    press(shown, "Fetch (30.0 MB)")
    expect_byte(shown, content)
    for part in ("data-big-bin.1of2", "data-big-bin.2of2"):
        wait_until(page, KEPT, part)
    for part, damaged in ((FIRST, "data-big-bin.1of2"), (SECOND, "data-big-bin.2of2")):
        page.evaluate(SPOIL, damaged)
        del fetched[:]
        page.reload()
        expect_byte(shown, content)
        assert [bool(part.search(url)) for url in fetched] == [True]
        wait_until(page, KEPT, damaged)


@pytest.mark.one_browser
def test_a_lost_connection_costs_no_part_that_had_come(
    page: Page, address: str, content: bytes, fetched: list[str], console_errors: list[str]
) -> None:
    page.route(SECOND, lambda route: route.abort())
    shown = opened(page, address)
    press(shown, "Fetch (30.0 MB)")
    shown.expect_status("failed")
    wait_until(page, KEPT, "data-big-bin.1of2")
    expect(shown.part("status")).to_contain_text("could not be fetched: the network is gone")
    page.unroute_all()
    del fetched[:]
    press(shown, "Retry")
    press(shown, "Fetch the rest (10.0 MB)")
    expect_byte(shown, content)
    assert [bool(SECOND.search(url)) for url in fetched] == [True]
    console_errors.clear()


@pytest.mark.one_browser
def test_what_was_fetched_is_forgotten_by_a_button(
    page: Page, address: str, content: bytes, fetched: list[str]
) -> None:
    shown = opened(page, address)
    press(shown, "Fetch (30.0 MB)")
    expect_byte(shown, content)
    wait_until(page, KEPT, "data-big-bin.2of2")
    press(shown, "Forget what was fetched (30.0 MB)")
    wait_until(page, NOT_KEPT, "data-big-bin")
    expect(shown.button("Forget what was fetched (30.0 MB)")).to_be_hidden()
    page.reload()
    shown = FigureOnPage(page, "asks")
    shown.come_into_view()
    expect_offer(shown)


@pytest.mark.one_browser
def test_where_there_is_no_room_to_keep_it_that_is_told_and_it_is_used(
    page: Page, address: str, content: bytes
) -> None:
    page.add_init_script(
        """const put = Cache.prototype.put;
        Cache.prototype.put = function (request, response) {
          if (String(request).includes('/data-')) throw new DOMException('No room', 'QuotaExceededError');
          return put.call(this, request, response);
        };"""
    )
    release = hold(page, SECOND)
    shown = opened(page, address)
    press(shown, "Fetch (30.0 MB)")
    expect(shown.part("status")).to_contain_text(
        "This browser has no room to keep it for your next visit.", timeout=BOOT_TIMEOUT_MS
    )
    release()
    expect_byte(shown, content)


@pytest.mark.one_browser
def test_short_memory_a_crash_and_a_site_that_was_built_without_it_are_told_and_nothing_is_lost(
    page: Page, address: str, content: bytes, fetched: list[str], console_errors: list[str]
) -> None:
    shown = opened(page, address, "0.8")
    status = shown.part("status")
    press(shown, "Fetch (30.0 MB)")
    shown.expect_status("failed")
    expect(status).to_contain_text("The service “reads” could not do it: MemoryError: Unable to allocate")
    shown.type("x", "0.6")
    expect_byte(shown, content)
    wait_until(page, KEPT, "data-big-bin.2of2")
    shown.type("x", "0.9")
    expect(status).to_contain_text("Python broke down", timeout=BOOT_TIMEOUT_MS)
    shown.type("x", "0.7")
    expect_byte(shown, content)
    shown.type("x", "1")
    expect(status).to_contain_text("This site was built without gone.bin.")
    assert len(fetched) == 2
    console_errors.clear()


@pytest.mark.one_browser
def test_no_archive_and_no_copy_holds_it(small: Path, address: str) -> None:
    assert (small / "offline/site.zip").stat().st_size < SIZE
    assert (small / "offline/post.html").stat().st_size < SIZE
