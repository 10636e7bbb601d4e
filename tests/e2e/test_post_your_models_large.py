"""Files of 300 MB in the page that compares a reader's own models: read to the end, and held nowhere."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ROOT
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.large_kld import ROWS_PER_CHUNK, write_pair

VOCABULARY, CHUNKS = 151_936, 32
ROWS = CHUNKS * ROWS_PER_CHUNK
MOST_MB, MOST_GROWTH_MB = 600, 150  # of the page with both of its Pythons, while it reads
READING_MS = 240_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "py/nexttoken/src")}


def resident_mb(browser: Browser) -> float:
    """The memory of the browser's largest page, as the system counts it."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pages = [process["id"] for process in processes if process["type"] == "renderer"]
    return max(int(_status(page)) for page in pages) / 1024


def _status(process: int) -> str:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"))
    assert found
    return found[1]


def shown_rows(figure: FigureOnPage) -> str:
    return figure.output("rows").get_attribute("data-value") or ""


@pytest.mark.one_browser
@pytest.mark.only_browser("chromium")
def test_300_megabytes_stream_through_the_page(
    page: Page, browser: Browser, real_url: str, tmp_path: Path
) -> None:
    a, b = write_pair(tmp_path, VOCABULARY, CHUNKS)
    assert min(a.stat().st_size, b.stat().st_size) > 300_000_000
    page.goto(f"{real_url}your-models/index.html")
    figure = FigureOnPage(page, "compare")
    figure.expect_live()
    example = figure.output("rows").inner_text()
    page.locator("input[type=file][name=a]").set_input_files(a)
    page.locator("input[type=file][name=b]").set_input_files(b)
    expect(figure.part("status")).to_contain_text("more is coming", timeout=BOOT_TIMEOUT_MS)
    expect(figure.output("rows")).not_to_have_text(example)
    first, percent, megabytes = (
        float(shown_rows(figure)),
        figure.element.locator(".status-percent"),
        [resident_mb(browser)],
    )
    assert 0 < first <= 2 * ROWS_PER_CHUNK
    command = [sys.executable, "-m", "nexttoken.compare", "--json", str(a), str(b)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, encoding="utf-8") as native:
        seen = {percent.inner_text()}
        figure.radio("place", "median").check()
        while float(rows := shown_rows(figure)) < ROWS:
            expect(figure.output("rows")).not_to_have_attribute("data-value", rows, timeout=READING_MS)
            seen.add(percent.inner_text())
            megabytes.append(resident_mb(browser))
        expected = json.loads(native.communicate()[0])
    expect(figure.element.locator(".status-text")).to_have_text("live")
    assert figure.radio("place", "median").is_checked()
    assert len(seen) > 3
    assert statistics.median(megabytes) < MOST_MB
    assert megabytes[-1] - megabytes[0] < MOST_GROWTH_MB
    readouts = figure.values()
    for name, value in readouts.items():
        assert float(value) == pytest.approx(expected[name], rel=1e-9), name
