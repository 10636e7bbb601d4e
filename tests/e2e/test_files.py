"""A file of the reader's own: chosen, dropped or pasted, read part by part, and never in a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.e2e.host import serve
from tests.e2e.small_site import build_small_site

pytestmark = [pytest.mark.one_browser, pytest.mark.only_browser("chromium")]

FIGURE = '''\
"""The bytes of a file, added up."""

from explorable import Drawing, Figure, File, Output, Readout, Slider, Stream
from explorable.table import data_table


def needs(state):
    return [Stream("adds", "up", log=state.log)] if state.log else []


def compute(state, found=None):
    return found or {"bytes": 0, "sum": 0}, state.x


def draw(result, width):
    found, x = result
    return Drawing(
        svg='<svg viewBox="0 0 9 9" role="img" aria-label="Nothing"></svg>',
        readouts={"bytes": Readout(found["bytes"], str(found["bytes"])), "y": Readout(x * found["sum"], "y")},
        sentence=found.get("problem", "") or f"The first {found['bytes']} bytes.",
        table=data_table("One number", ("sum",), [(str(found["sum"]),)]),
    )


figure = Figure(
    id="sums",
    title="Bytes add up",
    caption="",
    controls=(File("log", "Log", kinds="Any file.", pasted=True), Slider("x", "x", 0, 9, 1, 1)),
    outputs=(Output("bytes", "bytes"), Output("y", "x times their sum")),
    compute=compute,
    draw=draw,
    needs=needs,
)
'''
SERVICE = '''\
"""Adds the bytes of a file up, a part after the other; of a large one, as slowly as a reader may stop it."""

import time

from explorable import Chosen, Progress, Service

PART, LARGE_PART = 1_000, 100_000
LARGE = 1_000_000


def needs(log):
    return [Chosen(log)]


def up(file, log):
    total = done = 0
    is_large = file.size >= LARGE
    while done < file.size:
        try:
            found = file.read(done, LARGE_PART if is_large else PART)
        except ValueError as error:
            return {"bytes": done, "sum": total, "problem": str(error)}
        total, done = total + sum(found), done + len(found)
        if is_large:
            time.sleep(0.1)
        yield Progress(done / file.size)
        yield {"bytes": done, "sum": total}
    return {"bytes": done, "sum": total}


service = Service(methods=(up,), needs=needs)
'''
SIZE = 20_000_000
CONTENT = bytes(range(250)) * 10 + b"ends"
TRANSFER = """text => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'dropped.txt'));
    return transfer;
}"""
THREE_TIMES = """() => {
    const value = name => Number(document.querySelector(`output[name=${name}]`).dataset.value);
    return value('y') === 3 * value('bytes');
}"""
PASTE = """(element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("files")
    (root / "services").mkdir()
    (root / "services/adds.py").write_text(SERVICE, "utf-8")
    return build_small_site(root, {"post": {"sums": FIGURE}})


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with serve(built) as address:
        yield f"{address}post/index.html"


def opened(page: Page, address: str) -> FigureOnPage:
    page.goto(address)
    figure = FigureOnPage(page, "sums")
    figure.expect_live()
    return figure


def expect_sum(figure: FigureOnPage, content: bytes, x: int = 1) -> None:
    y = figure.output("y")
    expect(y).to_have_attribute("data-value", f"{x * sum(content)}.0", timeout=BOOT_TIMEOUT_MS)


def test_a_file_is_chosen_dropped_pasted_and_removed_and_no_link_brings_it(
    page: Page, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret.bin"
    file.write_bytes(CONTENT)
    figure = opened(page, address)
    control = figure.control("log")
    field = page.get_by_label("Log", exact=True)
    expect(field).to_have_accessible_description("Any file.")
    field.set_input_files(file)
    expect_sum(figure, CONTENT)
    assert figure.value("bytes") == len(CONTENT)
    expect(control.locator(".chosen")).to_have_text("2.5 kB")
    assert field.evaluate("field => field.files[0].name") == "secret.bin"
    expect(page).to_have_url(re.compile(r"#sums\?log=[a-z0-9]{1,16}$"))
    link = page.url
    assert "secret" not in link + figure.part("parameters").inner_text() + page.evaluate(
        "JSON.stringify(history.state)"
    )
    figure.type("x", "3")
    expect_sum(figure, CONTENT, 3)

    control.get_by_role("button", name="Remove Log").press("Enter")
    expect_sum(figure, b"")
    expect(field).to_be_focused()
    expect(control.locator(".chosen")).to_be_empty()
    assert field.evaluate("field => field.files.length") == 0
    figure.go("back")
    expect_sum(figure, CONTENT, 3)
    assert field.evaluate("field => field.files[0].name") == "secret.bin"

    control.dispatch_event("drop", {"dataTransfer": page.evaluate_handle(TRANSFER, "dropped")})
    expect_sum(figure, b"dropped", 3)
    control.evaluate(PASTE, "pasted")
    expect_sum(figure, b"pasted", 3)
    control.get_by_text("Paste text instead").click()
    control.get_by_label("Text for Log").fill("typed")
    control.get_by_label("Text for Log").press("Tab")
    expect_sum(figure, b"typed", 3)

    figure.element.get_by_text("Copy link").click()
    expect(figure.part("status")).to_contain_text(
        "without your files: whoever opens it has to choose them again: Log."
    )

    page.goto("about:blank")
    other = opened(page, link)
    expect(other.part("status")).to_contain_text("no link brings a file: choose it again.")
    expect_sum(other, b"")


def choose_in_dialog(page: Page, path: Path) -> None:
    """Choose as a browser's own dialog does: what is chosen already, by its path, is no change."""
    field = page.get_by_label("Log", exact=True)
    with page.expect_file_chooser():
        field.click()
    browser = page.context.new_cdp_session(page)
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    node = browser.send("DOM.querySelector", {"nodeId": root, "selector": "input[type=file]"})["nodeId"]
    browser.send("DOM.setFileInputFiles", {"nodeId": node, "files": [str(path)]})


def test_a_file_that_has_changed_is_chosen_again_and_after_a_reload_it_is_gone(
    page: Page, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "log.bin"
    file.write_bytes(CONTENT)
    figure = opened(page, address)
    field = page.get_by_label("Log", exact=True)
    choose_in_dialog(page, file)
    expect_sum(figure, CONTENT)
    file.write_bytes(b"changed")
    choose_in_dialog(page, file)
    expect_sum(figure, b"changed")

    with page.expect_file_chooser():
        field.click()
    field.dispatch_event("cancel")
    assert field.evaluate("field => field.files[0].size") == len(b"changed")
    expect_sum(figure, b"changed")

    page.evaluate("location.hash = '#sums?x=3'")  # as a link in the text
    expect_sum(figure, b"changed", 3)
    expect(page).to_have_url(re.compile("log=.*x=3$"))
    page.reload()
    figure.expect_live()
    expect_sum(figure, b"", 3)
    expect(figure.part("status")).to_contain_text("no link brings a file: choose it again.")
    expect(page).to_have_url(re.compile(r"#sums\?x=3$"))


def test_a_large_file_is_read_on_while_the_reader_moves_on_until_that_is_stopped(
    page: Page, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(b"\x01" * SIZE)
    figure = opened(page, address)
    status = figure.part("status")
    page.get_by_label("Log", exact=True).set_input_files(file)
    expect(status).to_contain_text(re.compile(r"live, and more is coming\d+ %"), timeout=BOOT_TIMEOUT_MS)
    first = figure.value("bytes")
    assert 0 < first < SIZE

    figure.type("x", "3")
    expect(figure.output("y")).to_have_attribute("data-value", re.compile("000.0$"))
    page.wait_for_function(THREE_TIMES)
    assert figure.value("bytes") >= first
    figure.button("Stop").press("Enter")
    expect(status).to_contain_text("Stopped: what is shown is of what had come")
    figure.expect_live()
    stopped = figure.value("bytes")
    assert first <= stopped < SIZE
    figure.type("x", "4")
    expect(figure.output("y")).to_have_attribute("data-value", f"{4 * figure.value('bytes')}")
    expect(status).to_contain_text("Stopped")

    figure.button("Go on").press("Enter")
    expect(status).to_contain_text("more is coming")
    page.wait_for_function(f"() => +document.querySelector('output[name=bytes]').dataset.value > {stopped}")

    file.write_bytes(b"\x02" * 5)
    expect(figure.part("sentence")).to_contain_text("large.bin cannot be read", timeout=BOOT_TIMEOUT_MS)


def test_a_copy_on_a_disk_reads_files_too(page: Page, built: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(CONTENT)
    figure = opened(page, (built / "offline/post.html").as_uri())
    page.get_by_label("Log", exact=True).set_input_files(file)
    expect_sum(figure, CONTENT)
