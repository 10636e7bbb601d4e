"""How long a reader waits for a cell: for a trivial one, for Python after Stop, the first plot, an editor."""

from __future__ import annotations

import gzip
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page
from rich.table import Table

from sitegen.cli import main as build
from tests.bench.browser import PATIENCE_MS
from tests.bench.moves import percentile_95
from tests.e2e.host import serve

ROOT = Path(__file__).resolve().parents[2]
RUNS = 40
RESTARTS = 5
ENDLESS = "while True: pass"

RUN = """async id => {
    const cell = document.getElementById(id);
    const start = performance.now();
    cell.querySelector('.run').click();
    await new Promise(done => {
        const ended = () => ['done', 'error', 'stopped'].includes(cell.dataset.status) && done();
        new MutationObserver(ended).observe(cell, { attributeFilter: ['data-status'] });
    });
    const image = cell.querySelector('.output img');
    if (image) await image.decode();
    return performance.now() - start;
}"""


def bench_cells(table: Table, browser: Browser, folder: Path) -> None:
    """Rows of the tests' own page of cells."""
    root = folder / "cells"
    shutil.copytree(ROOT / "tests/e2e/site", root)
    if build(["--root", str(root), "build"]):
        raise RuntimeError("the tests' own site was not built")
    with serve(root / "site") as site, browser.new_context() as context:
        address = f"{site}cells/index.html"
        first = plot_ms(context.new_page(), address)
        second = plot_ms(context.new_page(), address)
        page = opened(context.new_page(), address)
        write(page, "definition", "1 + 1")
        run_ms(page, "definition")
        runs = [run_ms(page, "definition") for _ in range(RUNS)]
        restarts = [restart_ms(page) for _ in range(RESTARTS)]
    trivial = f"{statistics.median(runs):.1f} / {percentile_95(runs):.1f} ms"
    table.add_row("cell: Run to output, 1 + 1", trivial, "", "goal ≤ 20 ms")
    table.add_row("cell: Stop to the next output", f"{statistics.median(restarts):.0f} ms", "", "goal ≤ 1 s")
    table.add_row("cell: first matplotlib picture", f"{first:.0f} ms", f"{second:.0f} ms second visit", "")
    table.add_row(
        "cell: the editor", f"{editor_bytes(root / 'site') / 1000:.0f} kB", "", "goal ≤ 150 kB, gzip"
    )


def editor_bytes(site: Path) -> int:
    """What is fetched with the first edit, as hosts send it."""
    return sum(len(gzip.compress(chunk.read_bytes())) for chunk in site.glob("assets-*/js/chunks/*.js"))


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("nt-cell .run:visible", timeout=PATIENCE_MS)
    return page


def plot_ms(page: Page, address: str) -> float:
    """From the first press of a visit to matplotlib's picture, and until that is kept for the next."""
    opened(page, address)
    write(page, "plot", "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])")
    found = run_ms(page, "plot")
    page.wait_for_timeout(1500)
    page.close()
    return found


def restart_ms(page: Page) -> float:
    """From Stop to what the next run says."""
    write(page, "gap", ENDLESS)
    page.locator("#gap .run").click()
    page.wait_for_selector("#gap[data-status=running]", timeout=PATIENCE_MS)
    start = float(page.evaluate("() => (document.querySelector('#gap .stop').click(), performance.now())"))
    page.wait_for_selector("#gap[data-status=stopped]", timeout=PATIENCE_MS)
    run_ms(page, "definition")
    return float(page.evaluate("() => performance.now()")) - start


def run_ms(page: Page, cell: str) -> float:
    page.set_default_timeout(PATIENCE_MS)
    return float(page.evaluate(RUN, cell))


def write(page: Page, cell: str, code: str) -> None:
    if page.locator(f"#{cell} .edit").is_visible():
        page.locator(f"#{cell} .edit").click()
    page.locator(f"#{cell} .source").get_by_role("textbox").fill(code)
