"""The first moves of a visit, with no warm-up: what a reader feels who takes hold of a slider at once."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.bench.browser import BASELINE, LIVE, MOVE, PATIENCE_MS

MOVES = 40
ROUNDS = 3  # each a visit of its own
N = 50_257
GOAL = 0.6  # of JavaScript's median
TIMES_AROUND = 4  # the same moves again, until nothing else goes on
DRAG = 0.3  # of a slider's length
SHORT_DRAG = 0.04  # for the one that sets N: it stays near where it began
OPENED = {"zipf-kl": f"#zipf-kl?n={N}"}  # the others at their defaults

SLIDERS = "id => [...document.querySelectorAll(`nt-figure[id='${id}'] .dial input`)].map(({ name }) => name)"
FIGURES = "() => [...document.querySelectorAll('nt-figure')].map(({ id }) => id)"


@dataclass
class Found:
    """The milliseconds of all visits, by figure and slider, and of JavaScript's mathematics in between."""

    ours: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    bare: dict[str, list[float]] = field(default_factory=lambda: {"h_q": [], "rho": []})


def bench_first_moves(table: Table, browser: Browser, site: str, stock: str) -> None:
    """A row for each slider of each figure: median and 95th percentile beside JavaScript's median."""
    found = first_moves(browser, f"{site}zipf-kl/index.html", f"{stock}bare.html")
    for (figure, name), times in found.ours.items():
        bare = statistics.median(found.bare["rho" if name == "rho" else "h_q"])
        middle, late = statistics.median(times), percentile_95(times)
        table.add_row(
            f"first {MOVES} moves, {figure}: {name}",
            f"{middle:.1f} / {late:.1f} ms",
            f"{bare:.1f} ms bare JavaScript, N = {N}",
            f"p95 {late / bare:.2f} of it (goal ≤ {GOAL})",
        )


def first_moves(browser: Browser, page: str, bare_page: str, rounds: int = ROUNDS) -> Found:
    """Visits for each slider of each figure, turn by turn with the bare mathematics."""
    found = Found()
    sliders = _sliders(browser, page)
    for _ in range(rounds):
        for figure, name in sliders:
            found.ours.setdefault((figure, name), []).extend(_visit(browser, page, figure, name))
        with browser.new_context() as context:
            bare = context.new_page()
            bare.goto(bare_page)
            for name, times in bare.evaluate(BASELINE, {"n": N, "count": MOVES}).items():
                found.bare[name].extend(times)
    return found


def moves_of_a_visit(
    page: Page, figure: str, name: str, values: Sequence[float | str]
) -> tuple[list[float], str]:
    """The milliseconds of moves of a reader who has been here for some seconds, and how they are told.

    They are told beside the first ones, while the browser still makes machine code of Python on these cores.
    """
    told = {"figure": figure, "name": name, "values": list(values)}
    first, *_, then = [page.evaluate(MOVE, told) for _ in range(TIMES_AROUND)]
    return then, f"{_said(then)} ms; {_said(first)} at once after the boot"


def _said(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.1f} / {percentile_95(times):.1f}"


def percentile_95(times: Sequence[float]) -> float:
    """What one of twenty moves takes longer than."""
    return statistics.quantiles(times, n=20)[-1]


def _sliders(browser: Browser, address: str) -> list[tuple[str, str]]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        return [
            (figure, name) for figure in page.evaluate(FIGURES) for name in page.evaluate(SLIDERS, figure)
        ]


def _visit(browser: Browser, address: str, figure: str, name: str) -> list[float]:
    """The first moves of a fresh visit, from the moment the figure is live."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + OPENED.get(figure, f"#{figure}"))
        page.wait_for_function(LIVE, arg=figure, timeout=PATIENCE_MS)
        values = _drag(page, figure, name)
        return list(page.evaluate(MOVE, {"figure": figure, "name": name, "values": values}))


def _drag(page: Page, figure: str, name: str) -> list[float]:
    """Where a drag takes the slider from where it stands, to the side with more room."""
    slider = page.locator(f"nt-figure[id='{figure}'] input[type=range][name={name}]")
    low, high, step = (float(slider.get_attribute(key) or 0) for key in ("min", "max", "step"))
    start = float(slider.input_value())
    length = (SHORT_DRAG if name == "n" else DRAG) * (high - low) * (1 if start < (low + high) / 2 else -1)
    values = [round((start + length * k / MOVES) / step) * step for k in range(1, MOVES + 1)]
    return [value for value, before in zip(values, [start, *values], strict=False) if value != before]
