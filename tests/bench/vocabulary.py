"""Moves over the whole vocabulary of the token explorer: a sampler's sliders, and a search of its table."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, BrowserContext, Page
from rich.table import Table

from tests.bench.browser import LIVE, PATIENCE_MS
from tests.bench.moves import moves_of_a_visit

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
TRANSFORMERS = ["temperature", "top_k", "top_p", "min_p"]
ORDERS = {
    "builder": [["temperature", "top_p"]],
    "pipeline": [
        TRANSFORMERS,
        ["temperature", "min_p", "top_k", "top_p"],
        ["top_k", "top_p", "min_p", "temperature"],
    ],
    "long-tail": [["top_p"]],
}
"""The stages whose results a figure shows, of those that its defaults do not turn off."""
SETTINGS = {"temperature": 0.8, "top_k": 40, "top_p": 0.9, "min_p": 0.05}
SOUGHT = [" Par", " Lo", "ing", "0xE2", " the", "!", "qu", " New", "er", "9"] * 4
BARE = """async told => {
    const { timeMoves } = await import('/vocabulary.js');
    timeMoves({ ...told, n: 2000 });
    return timeMoves(told);
}"""
MARKUP = """id => ['wide', 'table'].map(part =>
    document.querySelector(`nt-figure[id='${id}'] [data-part=${part}]`).innerHTML).join('')"""


def bench_vocabulary(table: Table, browser: Browser, site: str, stock: str) -> None:
    """A row for each slider, beside JavaScript that sorts at each move, and one for the search."""
    for (figure, name), values in SLIDERS.items():
        with browser.new_context() as context:
            page = open_story(context, site, figure)
            times, said = moves_of_a_visit(page, figure, name, values)
            told = {"name": name, "values": values[::3], "orders": ORDERS[figure], "settings": SETTINGS}
            markup = page.evaluate(MARKUP, figure)
            bare = bare_moves(context.new_page(), stock, told | {"n": N, "markup": markup})
        middle = statistics.median(times)
        table.add_row(
            f"move {figure}: {name}, N = {N}",
            said,
            f"{bare['sorting']:.1f} ms bare JavaScript, {bare['keeping']:.1f} ms if it keeps the order",
            f"{middle / bare['sorting']:.2f} and {middle / bare['keeping']:.2f} of it "
            "(goals p95 ≤ 16 ms, ≤ 0.6 where it sorts)",
        )
    with browser.new_context() as context:
        _, said = moves_of_a_visit(open_story(context, site, "builder"), "builder", "find", SOUGHT)
        table.add_row(f"search of {N} tokens", said, "", "goal p95 ≤ 50 ms")


def open_story(context: BrowserContext, site: str, figure: str) -> Page:
    """The figure, live, after an open prompt."""
    page = context.new_page()
    page.goto(f"{site}token-explorer/index.html#{figure}?prompt=story&top_p=0.9")
    page.wait_for_function(LIVE, arg=figure, timeout=PATIENCE_MS)
    return page


def bare_moves(page: Page, stock: str, told: dict[str, object]) -> dict[str, float]:
    """The median milliseconds of the same in JavaScript that sorts at each move, and that keeps the order."""
    page.goto(f"{stock}bare.html")
    found: dict[str, list[float]] = page.evaluate(BARE, told)
    page.close()
    return {way: statistics.median(times) for way, times in found.items()}
