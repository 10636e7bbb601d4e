"""Python out of its snapshot; and where that cannot be, out of its packs, as if nothing had happened."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from sitegen.runtime.packing import compress
from tests.e2e.figure import FigureOnPage
from tests.e2e.held import STALLED_MS, open_without
from tests.e2e.host import serve
from tests.snapshot import changed

PACKED = "stdlib"  # is fetched where Python is started from its packs


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """With the snapshot, whatever the other tests have."""
    with serve(site, python_path="snapshot") as address:
        yield address


@pytest.fixture
def fetched(page: Page) -> list[str]:
    """The packs that the page asks for, by name."""
    names: list[str] = []

    def note(url: str) -> None:
        folder, _, file = url.rpartition("/")
        if folder.endswith("/runtime") and file.endswith(".bin"):
            names.append(file.partition(".")[0])

    page.on("request", lambda request: note(request.url))
    return names


@pytest.fixture
def warnings(page: Page) -> list[str]:
    """What the console warns of."""
    texts: list[str] = []
    page.on("console", lambda message: texts.append(message.text) if message.type == "warning" else None)
    return texts


def live_page(page: Page, address: str) -> FigureOnPage:
    page.goto(f"{address}tour/index.html")
    figure = FigureOnPage(page)
    figure.expect_live()
    return figure


def test_nothing_but_the_snapshot_is_fetched(
    page: Page, base_url: str, fetched: list[str], warnings: list[str]
) -> None:
    figure = live_page(page, base_url)
    figure.slider("n").press("ArrowRight")
    figure.expect_live()
    assert sorted(fetched) == ["engine", "layer-tour", "libraries", "post-tour", "snapshot", "wasm"]
    assert warnings == []


@pytest.mark.one_browser
@pytest.mark.parametrize(
    ("pack", "what"), [("snapshot", "places"), ("snapshot", "checksum"), ("layer-tour", "checksum")]
)
def test_snapshot_that_does_not_fit_is_left_aside(
    page: Page, site: Path, tmp_path: Path, fetched: list[str], warnings: list[str], pack: str, what: str
) -> None:
    """It arrives whole, and only in the worker turns out to be of another Python."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    path = pack_in(copy, pack)
    put_in_place(copy, path, changed(gzip.decompress(path.read_bytes()), what))
    with serve(copy, python_path="snapshot") as address:
        figure = live_page(page, address)
        figure.slider("n").press("ArrowRight")
        figure.expect_live()
    assert PACKED in fetched
    assert len(fetched) == len(set(fetched))
    (warning,) = warnings
    assert warning.startswith("Python is started without its snapshot. ")
    assert "the snapshot does not fit" in warning


@pytest.mark.one_browser
@pytest.mark.parametrize(("pack", "status"), [("snapshot", 404), ("snapshot", 200), ("layer-tour", 404)])
def test_snapshot_that_does_not_come_is_left_aside(
    page: Page,
    base_url: str,
    fetched: list[str],
    warnings: list[str],
    console_errors: list[str],
    pack: str,
    status: int,
) -> None:
    def sabotage(route: Route) -> None:
        route.fulfill(status=status, body="not here")

    page.route(f"**/runtime/{pack}.*.bin", sabotage)
    live_page(page, base_url)
    assert PACKED in fetched
    (warning,) = warnings
    assert f"{pack}." in warning
    console_errors.clear()


@pytest.mark.one_browser
def test_stalled_snapshot_is_left_aside(
    page: Page, base_url: str, fetched: list[str], warnings: list[str]
) -> None:
    """It never comes; the page's clock runs ahead."""
    page.clock.install()
    figure = open_without(page, f"{base_url}tour/index.html", "snapshot", others=5)
    with page.expect_console_message(lambda message: message.type == "warning"):
        page.clock.run_for(STALLED_MS)
    page.clock.resume()
    figure.expect_live()
    assert PACKED in fetched
    assert "stalled" in warnings[0]


@pytest.mark.one_browser
def test_file_that_both_ways_need_is_no_reason_to_change(
    page: Page, base_url: str, fetched: list[str], warnings: list[str], console_errors: list[str]
) -> None:
    page.route("**/runtime/libraries.*.bin", lambda route: route.fulfill(status=404, body="not here"))
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("failed")
    page.unroute("**/runtime/libraries.*.bin")
    figure.element.get_by_role("button", name="Retry").click()
    figure.expect_live()
    assert PACKED not in fetched
    assert warnings == []
    console_errors.clear()


def pack_in(site: Path, name: str) -> Path:
    (found,) = (site / "runtime").glob(f"{name}.*.bin")
    return found


def put_in_place(site: Path, pack: Path, content: bytes) -> None:
    """Publish another content under the pack's name, with its sizes told truly."""
    raw, packed = len(gzip.decompress(pack.read_bytes())), compress(content, level=1)
    before = re.compile(rf'"raw":{raw},("parts":\[\{{"url":"[^"]*"),"bytes":{pack.stat().st_size}')
    pack.write_bytes(packed)
    page = site / "tour" / "index.html"
    text = page.read_text("utf-8")
    text, count = before.subn(rf'"raw":{len(content)},\1,"bytes":{len(packed)}', text)
    assert count == 1, "the bill is written otherwise"
    page.write_text(text, "utf-8")
