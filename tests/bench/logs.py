"""Base files compared in a page, row by row, beside the same natively."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from nexttoken.followed import Followed
from nexttoken.logfiles import open_log
from playwright.sync_api import Browser
from rich.table import Table

from tests.bench.browser import PATIENCE_MS
from tests.large_kld import ROWS_PER_CHUNK, write_pair

CHUNKS = {2_048: 200, 50_257: 20}  # by vocabulary
ROUNDS = 3
LIVE = "() => document.querySelector('nt-figure#compare[data-status=live]:not([aria-busy=true])')"
FROM_FIRST_TO_LAST = """async rows => {
    const output = document.querySelector('nt-figure#compare output[name=rows]');
    const shown = () => Number(output.dataset.value);
    const change = () => new Promise(changed => {
        new MutationObserver((_, observer) => { observer.disconnect(); changed(); })
            .observe(output, { attributes: true, attributeFilter: ['data-value'] });
    });
    const example = shown();
    while (shown() === example || !shown()) await change();
    const [first, start] = [shown(), performance.now()];
    while (shown() < rows) await change();
    return { rows: rows - first, seconds: (performance.now() - start) / 1000 };
}"""


def bench_logs(table: Table, browser: Browser, site: str, folder: Path) -> None:
    """Rows a second, from the first that are shown to the last; in a page that draws them, too."""
    for vocabulary, chunks in CHUNKS.items():
        files = write_pair(folder, vocabulary, chunks)
        found = [
            (_in_a_page(browser, site, files, chunks * ROWS_PER_CHUNK), _natively(files))
            for _ in range(ROUNDS)
        ]
        ours, native = (median(speeds) for speeds in zip(*found, strict=True))
        table.add_row(
            f"base files of {vocabulary} tokens compared",
            f"{ours:.0f} rows / s",
            f"{native:.0f} rows / s natively",
            f"{ours / native:.2f} of it (goal ≥ 0.5)",
        )


def _in_a_page(browser: Browser, site: str, files: tuple[Path, Path], rows: int) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{site}your-models/index.html")
        page.locator("nt-figure#compare").scroll_into_view_if_needed()
        page.wait_for_function(LIVE)
        for name, file in zip("ab", files, strict=True):
            page.locator(f"nt-figure#compare input[type=file][name={name}]").set_input_files(file)
        told = page.evaluate(FROM_FIRST_TO_LAST, rows)
    return float(told["rows"] / told["seconds"])


def _natively(files: tuple[Path, Path]) -> float:
    start = time.perf_counter()
    followed = Followed(*map(open_log, files))
    for _ in followed.steps():
        pass
    followed.known()
    return followed.comparison.rows / (time.perf_counter() - start)
