"""`make bench`: one table, every row measured in this run beside what it is compared with.

`python -m tests.bench map moves` measures these alone.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser
from rich.console import Console
from rich.table import Table

from sitegen.base.project import open_project
from sitegen.base.toolchain import npm_packages
from sitegen.checking.check import check
from sitegen.runtime import prepare_runtime
from tests.bench.browser import (
    BASELINE,
    PATIENCE_MS,
    Boot,
    chromium,
    cold_boot_ms,
    cpu_count,
    largest_paint_ms,
    moves_ms,
    stock_folder,
    warm_boot_ms,
)
from tests.bench.cells import bench_cells
from tests.bench.history import add_to_history
from tests.bench.interaction import bench_interaction
from tests.bench.logs import bench_logs
from tests.bench.loop import bench_loop, bench_many
from tests.bench.models import bench_model_visits, bench_models
from tests.bench.moves import bench_first_moves, percentile_95
from tests.bench.scale import bench_map
from tests.bench.vocabulary import bench_vocabulary
from tests.e2e.host import serve

ROOT = Path(__file__).resolve().parents[2]
BOOTS = 5
MOVES = 100
REST_MS = 3000  # a reader looks before moving; Python works ahead meanwhile
SIZES = (40, 50_257, 200_000)
console = Console()


def summary(times: Sequence[float]) -> str:
    """Median and 95th percentile, in milliseconds."""
    return f"{statistics.median(times):.1f} / {percentile_95(times):.1f} ms"


def bench_boot(
    table: Table, browser: Browser, page: str, stock: str, what: str, goals: Mapping[str, str]
) -> None:
    """First live answer of a page on a first and on a second visit, ours and stock Pyodide's turn by turn.

    From the navigation on, ours has a whole page to lay out, and stock Pyodide an empty one.
    """
    for visit, boot in (("first", cold_boot_ms), ("second", warm_boot_ms)):
        ours, theirs = boots(browser, boot, page, stock)
        for since in ("python", "navigation"):
            our, their = (statistics.median(getattr(x, since) for x in found) for found in (ours, theirs))
            table.add_row(
                f"{what}, {visit} visit: {since} to first live answer",
                f"{our:.0f} ms",
                f"{their:.0f} ms stock Pyodide + numpy",
                f"{their / our:.2f}× faster {goals.get(since, '')}",
            )
        if visit == "first":
            table.add_row(f"{what}: transferred", f"{ours[0].megabytes:.2f} MB", "", "goal ≤ 9.5 MB")


def boots(
    browser: Browser, boot: Callable[..., Boot], page: str, stock: str, megabits: float = 0
) -> tuple[list[Boot], list[Boot]]:
    """Ours and stock Pyodide's, turn by turn."""
    addresses = page, f"{stock}stock.html"
    found = [[boot(browser, address, megabits) for address in addresses] for _ in range(BOOTS)]
    ours, theirs = zip(*found, strict=True)
    return list(ours), list(theirs)


def bench_network(table: Table, browser: Browser, site: str, stock: str) -> None:
    """A first visit over a slow network, and what Python costs the page's own paint."""
    page = f"{site}zipf-kl/index.html"
    ours, theirs = boots(browser, cold_boot_ms, page, stock, 20)
    our, their = (statistics.median(x.navigation for x in found) for found in (ours, theirs))
    share = f"{our / their:.2f} of its time (goal ≤ 0.5)"
    table.add_row("at 20 Mbit/s: first live answer", f"{our:.0f} ms", f"{their:.0f} ms stock", share)
    paints = [
        (largest_paint_ms(browser, page), largest_paint_ms(browser, page, "**/js/live.js"))
        for _ in range(BOOTS)
    ]
    with_python, without = (statistics.median(times) for times in zip(*paints, strict=True))
    table.add_row("largest paint", f"{with_python:.0f} ms", f"{without:.0f} ms without live figures", "")


def bench_moves(table: Table, browser: Browser, site: str, stock: str) -> None:
    """A slider's move to a changed readout, beside the bare mathematics in JavaScript."""
    goals = {50_257: 16, 200_000: 33}
    for n in SIZES:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site}zipf-kl/index.html#zipf-kl?n={n}&rho=0.7")
        page.wait_for_function(
            "() => document.querySelector('nt-figure#zipf-kl[data-status=live]')", timeout=PATIENCE_MS
        )
        bare_page = context.new_page()
        bare_page.goto(f"{stock}bare.html")
        bare = bare_page.evaluate(BASELINE, {"n": n, "count": MOVES // 3})
        bare_page.close()
        page.wait_for_timeout(REST_MS)
        for name in ("h_q", "rho"):
            moves_ms(page, name, MOVES)  # the browser compiles what runs often, while it runs
            times = moves_ms(page, name, MOVES)
            goal = f"goal p95 ≤ {goals[n]} ms" if n in goals else ""
            table.add_row(
                f"move {name}, N = {n}", summary(times), f"{summary(bare[name])} bare JavaScript", goal
            )
        context.close()


def build_seconds(root: Path, cache: Path) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "SITEGEN_CACHE": str(cache)}
    subprocess.run(
        [sys.executable, "build.py", "build"], cwd=root, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - start


def bench_build(table: Table, folder: Path) -> None:
    """With nothing cached but the downloads, with nothing to do, and after an edited paragraph."""
    project = open_project(ROOT)
    root, cache = folder / "project", folder / "cache"
    unwanted = shutil.ignore_patterns(".git", ".venv", "site", ".cache", "*_cache", "__pycache__")
    shutil.copytree(ROOT, root, symlinks=True, ignore=unwanted)
    cache.mkdir()
    for downloads in ("wheels", "npm"):
        if (project.cache / downloads).is_dir():
            shutil.copytree(project.cache / downloads, cache / downloads)
    table.add_row("build, nothing cached but downloads", f"{build_seconds(root, cache):.1f} s", "", "")
    table.add_row("build, nothing changed", f"{build_seconds(root, cache):.2f} s", "", "")
    post = root / "content" / "zipf-kl" / "index.md"
    post.write_text(post.read_text(encoding="utf-8") + "\nOne more paragraph.\n", encoding="utf-8")
    table.add_row("build, one paragraph edited", f"{build_seconds(root, cache):.2f} s", "", "goal < 1 s")


def bench_boots(table: Table, browser: Browser, stock: str) -> None:
    """On both of Python's ways to start, and where there is less to lay out: on the home page."""
    goals = {"python": "goal ≥ 6×", "navigation": "goal ≥ 4×"}
    starts: list[tuple[str, str, str, Mapping[str, str]]] = [
        ("snapshot", "snapshot", "zipf-kl/", goals),
        ("robust", "robust", "zipf-kl/", {}),
        ("home page", "snapshot", "", goals),
    ]
    for what, path, page, wanted in starts:
        with serve(ROOT / "site", python_path=path) as own:
            bench_boot(table, browser, f"{own}{page}index.html", stock, what, wanted)


def main(wanted: Sequence[str]) -> None:
    """Measure what is wanted, or everything, print the table and add it to the history."""
    project = open_project(ROOT)
    runtime = prepare_runtime(project)
    table = Table(title=f"Measured in one run on {cpu_count()} cores; medians, and 95th percentiles of moves")
    for heading in ("what", "ours", "beside", "verdict"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (numpy_wheel,) = (path for path in runtime.extras if path.name.startswith("numpy-"))
        stock_folder(folder / "stock", npm_packages(project) / "pyodide", numpy_wheel)
        with serve(ROOT / "site") as site, serve(folder / "stock") as stock, chromium() as browser:
            benches: dict[str, Callable[[], None]] = {
                "boot": lambda: bench_boots(table, browser, stock),
                "network": lambda: bench_network(table, browser, site, stock),
                "first-moves": lambda: bench_first_moves(table, browser, site, stock),
                "moves": lambda: bench_moves(table, browser, site, stock),
                "interaction": lambda: bench_interaction(table, browser, site),
                "vocabulary": lambda: bench_vocabulary(table, browser, site, stock),
                "models": lambda: bench_models(table, browser, folder),
                "model-visits": lambda: bench_model_visits(table, browser, site),
                "map": lambda: bench_map(table, browser, site),
                "logs": lambda: bench_logs(table, browser, site, folder),
                "cells": lambda: bench_cells(table, browser, folder),
                "build": lambda: bench_build(table, folder),
                "loop": lambda: bench_loop(table, folder),
                "many": lambda: bench_many(table, folder),
            }
            if unknown := set(wanted) - benches.keys():
                sys.exit(f"No bench is called {', '.join(sorted(unknown))}: there are {', '.join(benches)}.")
            for bench in wanted or benches:
                benches[bench]()
    console.print(table)
    add_to_history(table)
    for line in check(project):
        console.print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
