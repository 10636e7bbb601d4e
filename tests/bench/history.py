"""What was measured, run after run: `docs/bench.csv`, of which hosts show a table."""

from __future__ import annotations

import csv
import datetime
import os
from pathlib import Path

from rich.table import Table

from tests.revision import revision

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "bench.csv"
RUN = ("date", "commit", "load")


def add_to_history(table: Table) -> None:
    """Add the rows of a run: when it was, of which commit, and what else the machine did at its end."""
    run = (datetime.date.today().isoformat(), revision(), f"{os.getloadavg()[0]:.1f}")
    new = not FILE.exists()
    with FILE.open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        if new:
            rows.writerow((*RUN, *(column.header for column in table.columns)))
        for cells in zip(*(column.cells for column in table.columns), strict=True):
            rows.writerow((*run, *cells))
