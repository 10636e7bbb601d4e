"""The map of models: laid out anew in the browser while a reader drags how many texts it is made of."""

from __future__ import annotations

import json
import math
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg
from playwright.sync_api import Browser
from rich.table import Table

from tests.bench.browser import PATIENCE_MS
from tests.bench.moves import moves_of_a_visit

DATA = Path(__file__).resolve().parents[2] / "content" / "kl-scale" / "data"
PARTS = 12
ROUNDS = 9  # over all parts: none of the maps is one that is still known
GOAL = 33  # ms, of 200 models over 1000 texts
LIVE = "() => document.querySelector('nt-figure#map[data-status=live]:not([aria-busy=true])')"


def bench_map(table: Table, browser: Browser, site: str) -> None:
    """From a move to the changed readout, of all models and of those of training; beside scipy, natively."""
    vectors = np.load(DATA / "vectors.npy").astype(np.float64)
    models = json.loads((DATA / "models.json").read_text("utf-8"))
    for kinds, what in (("all", "all models"), ("step", "training alone")):
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{site}kl-scale/index.html#map?kinds={kinds}&texts=6")
            page.wait_for_function(LIVE, timeout=PATIENCE_MS)
            values = [1 + at % PARTS for at in range(ROUNDS * PARTS)]
            _, said = moves_of_a_visit(page, "map", "texts", values)
            count = page.locator("nt-figure#map output[name=models]").text_content()
        chosen = vectors if kinds == "all" else vectors[[_trained(model) for model in models]]
        beside = [
            natively_ms(chosen[:, : math.ceil(len(vectors[0]) * k / PARTS)]) for k in range(1, 1 + PARTS)
        ]
        table.add_row(
            f"map, {what}: {count} × 100 to {vectors.shape[1]} texts",
            said,
            f"{statistics.median(beside):.1f} / {max(beside):.1f} ms the map alone, in scipy",
            f"goal p95 ≤ {GOAL} ms for 200 × 1000",
        )


def _trained(model: dict[str, Any]) -> bool:
    return (model["bits"], model["layer"], model["temperature"], model["parent"]) == (32, None, 1.0, "")


def natively_ms(vectors: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Centring, products and the two widest directions, from the vectors on."""
    start = time.perf_counter()
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    centred -= centred.mean(axis=0)
    last = len(vectors) - 1
    scipy.linalg.eigh(centred @ centred.T / centred.shape[1], subset_by_index=(last - 1, last))
    return (time.perf_counter() - start) * 1000
