"""How soon a page answers who drags a slider, on a processor of a quarter of the speed."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.bench.browser import LIVE, PATIENCE_MS

SLOWER = 4
GOAL = 200  # ms
STEPS = 60
FIGURES = {
    "zipf-kl/index.html": ("zipf-kl", "h_q"),
    "token-explorer/index.html": ("pipeline", "temperature"),
    "kl-scale/index.html": ("map", "texts"),
}
OBSERVE = """() => {
    window.interactions = [];
    new PerformanceObserver(list => window.interactions.push(
        ...list.getEntries().filter(entry => entry.interactionId).map(entry => entry.duration)
    )).observe({ type: 'event', durationThreshold: 16 });
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def bench_interaction(table: Table, browser: Browser, site: str) -> None:
    """Interaction to next paint, as Core Web Vitals define it: of a drag by mouse, and of arrow keys."""
    for path, (figure, name) in FIGURES.items():
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{site}{path}#{figure}")
            page.wait_for_function(LIVE, arg=figure, timeout=PATIENCE_MS)
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.evaluate(OBSERVE)
            use(page, f"nt-figure#{figure} input[type=range][name={name}]")
            found = page.evaluate("() => window.interactions")
        worst = max(found, default=0.0)
        table.add_row(
            f"{figure}: {name} dragged and stepped, processor {SLOWER}× slower",
            f"{worst:.0f} ms to the next paint at worst, {statistics.median(found or [0.0]):.0f} ms median",
            "",
            f"goal ≤ {GOAL} ms",
        )


def use(page: Page, slider: str) -> None:
    """Drag it along and let it go, then take it on by keys, a paint after each."""
    place = page.locator(slider)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    x, y = box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 0.4 * box["width"] * step / STEPS, y)
        page.evaluate(PAINTED)
    page.mouse.up()
    for _ in range(STEPS):
        place.press("ArrowRight")
        page.evaluate(PAINTED)
