"""Where findings are kept: in full in `docs/health.md`, one line of each in README."""

from __future__ import annotations

import datetime
from pathlib import Path

from tests.revision import revision
from tests.tables import Rows, rows_of, with_rows

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
IN_FULL = ROOT / "docs" / "health.md"


def report(name: str, found: str, rows: Rows) -> None:
    """Write down what `make NAME` found: in a sentence, and as a table."""
    when = f"{datetime.date.today().isoformat()}, {revision()}"  # before files differ by what is written
    print(f"{found}\nIn full: {IN_FULL.relative_to(ROOT)}")
    IN_FULL.write_text(with_rows(IN_FULL.read_text("utf-8"), name, rows), "utf-8")
    text = README.read_text("utf-8")
    head, *lines = rows_of(text, "health")
    command = f"`make {name}`"
    line = [command, found, when]
    body = [line if old[0] == command else old for old in lines]
    assert line in body, f"README's table of health has no line for {command}."
    README.write_text(with_rows(text, "health", [head, *body]), "utf-8")


def percent(part: int, whole: int) -> str:
    """A share of a whole; of nothing, a dash."""
    return f"{100 * part / whole:.0f} %" if whole else "–"
