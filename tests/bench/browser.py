"""What the bench measures in a real browser: the boot, and a slider's way to a changed readout."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browsers import CHROMIUM, CHROMIUM_ARGS

HERE = Path(__file__).resolve().parent
PATIENCE_MS = 120_000
POLLED_MS = 100  # whoever asks at each frame has the page draw frames
SETTLING_MS = 1500  # a reader stays; the page keeps what it fetched for the next visit

RECORD_WHEN_LIVE = """
new MutationObserver(() => {
    if (document.querySelector('nt-figure[data-status=booting]')) window.bootingAt ??= performance.now();
    if (window.liveAt || !document.querySelector('nt-figure[data-status=live]')) return;
    window.liveAt = performance.now();
    const fetched = performance.getEntriesByType('resource');
    const payloads = fetched.filter(({ name }) => name.includes('/runtime/'));
    window.startedAt = Math.min(window.bootingAt ?? Infinity, ...payloads.map(({ startTime }) => startTime));
    window.megabytes = payloads.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1e6;
}).observe(document, { subtree: true, childList: true, attributeFilter: ['data-status'] });
"""

LIVE_OR_LOST = "() => window.liveAt || /Error/.test(document.title)"
MOVE = """async ({ figure: id, name, values }) => {
    const figure = document.querySelector(`nt-figure[id='${id}']`);
    const slider = figure.querySelector(`input[name=${name}]`);
    const busy = () => figure.getAttribute('aria-busy') === 'true';
    const answered = () => new Promise((resolve, reject) => {
        const patience = setTimeout(() => { observer.disconnect(); reject(new Error('no answer')); }, 10000);
        const observer = new MutationObserver(records => {
            if (busy() && !records.some(({ attributeName }) => attributeName === 'data-value')) return;
            observer.disconnect();
            clearTimeout(patience);
            resolve();
        });
        observer.observe(figure, { subtree: true, attributeFilter: ['data-value', 'aria-busy'] });
    });
    const times = [];
    for (const value of values) {
        const start = performance.now();
        while (busy()) await answered(); // a move waits for what is owed, as after a pause
        slider.value = String(value);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        if (!busy()) continue; // the value that it had: nothing is asked
        await answered();
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame); // as in a drag: a frame, a move
    }
    return times;
}"""

LIVE = "id => document.querySelector(`nt-figure[id='${id}'][data-status=live]`)"
LARGEST_PAINT = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({ type: 'largest-contentful-paint', buffered: true });
})"""

BASELINE = """async ({ n, count }) => {
    const { timeMoves } = await import('/baseline.js');
    timeMoves(Math.min(n, 2000), 20);
    return timeMoves(n, count);
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM.path()), args=list(CHROMIUM_ARGS))
        yield browser
        browser.close()


def stock_folder(folder: Path, pyodide: Path, numpy_wheel: Path) -> None:
    """Lay out what `stock.html` needs: Pyodide as npm ships it, with numpy's wheel beside it.

    `bare.html` is where hand-written JavaScript is timed: there is no Pyodide that starts meanwhile.
    """
    shutil.copytree(pyodide, folder / "pyodide")
    shutil.copy(numpy_wheel, folder / "pyodide" / numpy_wheel.name)
    for name in ("stock.html", "stock-worker.js", "bare.html", "baseline.js", "vocabulary.js"):
        shutil.copy(HERE / name, folder / name)


class Boot(NamedTuple):
    """Milliseconds to the first live answer, since the navigation and since Python was first asked for.

    `megabytes` is what came of Python over the network, as far as the page itself asked for it.
    """

    navigation: float
    python: float
    megabytes: float


def boot_ms(context: BrowserContext, address: str, megabits: float = 0) -> Boot:
    """The boot of the page at `address`; over a network of `megabits` a second where that is given."""
    page = context.new_page()
    if megabits:
        speed = megabits * 1e6 / 8
        network = {"offline": False, "latency": 30, "downloadThroughput": speed, "uploadThroughput": speed}
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
    page.add_init_script(RECORD_WHEN_LIVE)
    page.goto(address)
    page.wait_for_function(LIVE_OR_LOST, polling=POLLED_MS, timeout=PATIENCE_MS)
    live_at, started_at, megabytes = page.evaluate("() => [liveAt, startedAt, window.megabytes ?? 0]")
    page.wait_for_timeout(SETTLING_MS)
    page.close()
    if live_at is None:
        raise RuntimeError(f"{address} did not become live")
    return Boot(live_at, live_at - started_at, megabytes)


def cold_boot_ms(browser: Browser, address: str, megabits: float = 0) -> Boot:
    """The boot of a first visit: a fresh context, which has nothing yet."""
    with browser.new_context() as context:
        return boot_ms(context, address, megabits)


def warm_boot_ms(browser: Browser, address: str, megabits: float = 0) -> Boot:
    """The boot of a second visit, answered from what the first one left."""
    with browser.new_context() as context:
        boot_ms(context, address)
        return boot_ms(context, address, megabits)


def largest_paint_ms(browser: Browser, address: str, blocked: str = "") -> float:
    """When the largest thing of a first visit was painted; without the files that match `blocked`."""
    with browser.new_context() as context:
        page = context.new_page()
        if blocked:
            page.route(blocked, lambda route: route.abort())
        page.goto(address)
        return float(page.evaluate(LARGEST_PAINT))


def moves_ms(page: Page, name: str, count: int) -> list[float]:
    """Milliseconds from each of `count` moves of the slider `name` to a changed readout."""
    slider = page.locator(f"nt-figure#zipf-kl input[type=range][name={name}]")
    low, high, step = (float(slider.get_attribute(key) or 0) for key in ("min", "max", "step"))
    first, last = low + 0.55 * (high - low), low + 0.85 * (high - low)
    values = [round((first + (last - first) * k / count) / step) * step for k in range(count)]
    changing = [value for value, before in zip(values, [None, *values], strict=False) if value != before]
    return list(page.evaluate(MOVE, {"figure": "zipf-kl", "name": name, "values": changing}))


def cpu_count() -> int:
    """The number of cores, for the table's heading."""
    return os.cpu_count() or 1
