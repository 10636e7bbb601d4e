"""Language models in a page: tokens a second, in numpy and with the kernel, turn by turn; a later visit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.bench.browser import PATIENCE_MS, SETTLING_MS
from tests.e2e.host import serve
from tests.e2e.small_site import build_small_site, figure

HERE = Path(__file__).resolve().parent
MODELS = HERE.parents[1] / "services" / "model"
POSITIONS = {"family-s.gguf": 256, "smollm2.gguf": 200}
GOALS = {
    ("family-s.gguf", "numpy"): "goals ≥ 200 / s, ≤ 600 ms",
    ("smollm2.gguf", "numpy"): "goal ≥ 15 / s",
    ("smollm2.gguf", "kernel"): "goals ≥ 35 / s, 2× and 4×, ≤ 238 MiB",
}
VISITS = 5
TOLD = "times: "
ENDED = "() => document.querySelector('nt-figure:is([data-status=live], [data-status=failed])')"
ANSWERED = "() => document.querySelector('nt-figure#next-token[data-status=live]:not([aria-busy=true])')"
NEEDS = """from explorable import Call


def needs(state):
    return [Call("timing", "times", positions={positions})]

"""


def bench_models(table: Table, browser: Browser, folder: Path) -> None:
    """A row for each model that the site has and each way to multiply: a step, and a whole text."""
    for name, positions in POSITIONS.items():
        weights = MODELS / name
        if not weights.is_file():
            table.add_row(name, "not here", "", "`make site MODEL=1` brings it")
            continue
        found = times(browser, folder / name, weights, positions)
        numpy = found["numpy"]
        for way, this in found.items():
            beside, ratio = "", ""
            if way != "numpy":
                beside = f"{per_second(numpy):.0f} / s, {median(numpy['prompt']):.0f} ms in numpy"
                step, prompt = (median(numpy[what]) / median(this[what]) for what in ("step", "prompt"))
                ratio = f"{step:.1f}× and {prompt:.1f}× numpy"
            table.add_row(
                f"{name}, {way}: tokens, {positions} positions, memory",
                f"{per_second(this):.0f} / s, {median(this['prompt']):.0f} ms, {this['memory']:.0f} MiB",
                beside,
                f"{ratio} {GOALS.get((name, way), '')}",
            )


def times(browser: Browser, folder: Path, weights: Path, positions: int) -> dict[str, Any]:
    """What a page of a site of its own, whose service has these weights, prints of them, by way."""
    (folder / "services").mkdir(parents=True)
    shutil.copy(HERE / "timing.py", folder / "services" / "timing.py")
    shutil.copy(weights, folder / "services" / "model.gguf")
    needs = NEEDS.format(positions=positions)
    timed = figure("timed", "A model is timed", "return float(times[0])", needs, "\n    needs=needs,")
    timed = timed.replace("def compute(state)", "def compute(state, times)")
    with (
        serve(build_small_site(folder, {"timing": {"timed": timed}})) as site,
        browser.new_context() as context,
    ):
        page = context.new_page()
        printed: list[str] = []
        page.on("console", lambda message: printed.append(message.text))
        page.goto(f"{site}timing/index.html")
        page.locator("nt-figure#timed").scroll_into_view_if_needed()
        page.wait_for_function(ENDED, timeout=PATIENCE_MS)
        told = [line.removeprefix(TOLD) for line in printed if line.startswith(TOLD)]
        if not told:
            raise RuntimeError(page.locator("nt-figure#timed .status").inner_text())
    found: dict[str, Any] = json.loads(told[0])
    return found


def bench_model_visits(table: Table, browser: Browser, site: str) -> None:
    """A row for a visit to the page of models once the real one was fetched: to what it says after a text."""
    what = "page of models, SmolLM2 kept: navigation to its next tokens"
    if not (MODELS / "smollm2.gguf").is_file():
        table.add_row(what, "not here", "", "`make site MODEL=1` brings it")
        return
    address, ready = f"{site}models/index.html", "#next-token?text=The+capital+of+France+is"
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{ready}&model=smollm2")
        page.locator("nt-figure#next-token").scroll_into_view_if_needed()
        page.get_by_role("button", name="Fetch").first.click()
        answered_ms(page)
        page.wait_for_timeout(SETTLING_MS)
        page.close()
        times: dict[str, list[float]] = {"smollm2": [], "s": []}
        for _ in range(VISITS):
            for model, found in times.items():
                page = context.new_page()
                page.goto(f"{address}{ready}&model={model}")
                found.append(answered_ms(page))
                page.close()
    ours, small = (median(found) for found in times.values())
    table.add_row(what, f"{ours:.0f} ms", f"{small:.0f} ms with the small model", "goal ≤ 2000 ms")


def answered_ms(page: Page) -> float:
    """When the page's figure of next tokens was live, since the navigation."""
    page.wait_for_function(ANSWERED, timeout=PATIENCE_MS)
    return float(page.evaluate("() => performance.now()"))


def per_second(this: dict[str, Any]) -> float:
    """Tokens a second, one after the other."""
    return 1000 / median(this["step"])
