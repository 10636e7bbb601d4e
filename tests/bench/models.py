"""Language models in a page's Python: tokens a second, in numpy and with the kernel, turn by turn."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser
from rich.table import Table

from tests.bench.browser import PATIENCE_MS
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
TOLD = "times: "
ENDED = "() => document.querySelector('nt-figure:is([data-status=live], [data-status=failed])')"
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


def per_second(this: dict[str, Any]) -> float:
    """Tokens a second, one after the other."""
    return 1000 / median(this["step"])
