"""Moves over the whole vocabulary of the token explorer: a sampler's sliders, and a search of its table."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.bench.browser import MOVE, PATIENCE_MS
from tests.bench.moves import percentile_95

N = 49_152
MOVES = 60
TEMPERATURES = [round(0.5 + 0.05 * (step % 30), 2) for step in range(MOVES)]
SHARES = [round(0.5 + 0.01 * (step % 49), 2) for step in range(MOVES)]
SLIDERS = {
    ("builder", "temperature"): TEMPERATURES,
    ("builder", "top_p"): SHARES,
    ("pipeline", "temperature"): TEMPERATURES,
    ("pipeline", "top_p"): SHARES,
    ("long-tail", "top_p"): SHARES,
}
SOUGHT = [" Par", " Lo", "ing", "0xE2", " the", "!", "qu", " New", "er", "9"] * 4
BARE = """async ({ n, count }) => {
    const { timeMoves } = await import('/vocabulary.js');
    timeMoves(2000, 20);
    return timeMoves(n, count);
}"""
LIVE = "id => document.querySelector(`nt-figure[id='${id}'][data-status=live]`)"


def bench_vocabulary(table: Table, browser: Browser, site: str, stock: str) -> None:
    """A row for each slider, beside JavaScript that sorts at each move, and one for the search."""
    with browser.new_context() as context:
        page = context.new_page()
        for (figure, name), values in SLIDERS.items():
            open_story(page, site, figure)
            page.evaluate(MOVE, {"figure": figure, "name": name, "values": values})
            times = page.evaluate(MOVE, {"figure": figure, "name": name, "values": values})
            bare = statistics.median(bare_moves(context.new_page(), stock))
            middle, late = statistics.median(times), percentile_95(times)
            table.add_row(
                f"move {figure}: {name}, N = {N}",
                f"{middle:.1f} / {late:.1f} ms",
                f"{bare:.1f} ms bare JavaScript",
                f"{middle / bare:.2f} of it (goals p95 ≤ 16 ms, ≤ 0.6)",
            )
        open_story(page, site, "builder")
        found = page.evaluate(MOVE, {"figure": "builder", "name": "find", "values": SOUGHT})
        table.add_row(
            f"search of {N} tokens",
            f"{statistics.median(found):.1f} / {percentile_95(found):.1f} ms",
            "",
            "goal p95 ≤ 50 ms",
        )


def open_story(page: Page, site: str, figure: str) -> None:
    """The figure, live, after an open prompt."""
    page.goto("about:blank")
    page.goto(f"{site}token-explorer/index.html#{figure}?prompt=story&top_p=0.9")
    page.wait_for_function(LIVE, arg=figure, timeout=PATIENCE_MS)


def bare_moves(page: Page, stock: str) -> list[float]:
    """Milliseconds of the same in JavaScript."""
    page.goto(f"{stock}stock.html")
    found: list[float] = page.evaluate(BARE, {"n": N, "count": MOVES // 3})
    page.close()
    return found
