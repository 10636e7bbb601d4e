"""What two files come to: all statistics, what is wrong with them, and a row that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from explorable import Option, State
from nexttoken.compare import Comparison, Look, Report, look, report
from nexttoken.doctor import Doctor, Finding

from .files import opened

PLACES = {"largest": 1.0, "q99": 0.99, "q90": 0.9, "median": 0.5, "q10": 0.1}  # quantiles of KL
PLACE_OPTIONS = (
    Option("largest", "The farthest apart"),
    Option("q99", "99 %"),
    Option("q90", "90 %"),
    Option("median", "Median"),
    Option("q10", "10 %"),
)


@dataclass(frozen=True, eq=False)
class Found:
    """A comparison that came to something.

    `kl` is KL(A‖B) in nats of each row that was compared, `places` which rows these are; `seen` is one of
    them, at `at` of these.
    """

    report: Report
    findings: tuple[Finding, ...]
    kinds: tuple[str, str]
    kl: np.ndarray
    places: list[int]
    at: int
    seen: Look


@dataclass(frozen=True, eq=False)
class Result:
    """What was found, or why nothing could be: a sentence."""

    state: State
    found: Found | None
    problem: str


def result_of(state: State, *paths: Path) -> Result:
    """Compare all rows."""
    try:
        return Result(state, _found(state, paths), "")
    except ValueError as error:
        return Result(state, None, str(error))


def _found(state: State, paths: tuple[Path, ...]) -> Found:
    a, b, names = opened(state, paths)
    comparison = Comparison(a, b)
    doctor = Doctor(comparison, names)
    for _ in comparison.advance():
        pass
    told = report(comparison)
    chosen = next(place for place in told.quantiles if place.part == PLACES[state.place])
    kinds = f"{a.kind}. {a.reason}", f"{b.kind}. {b.reason}"
    places = comparison.places
    seen = look(comparison, chosen.at, names)
    at = places.index(chosen.at)
    return Found(told, doctor.findings(), kinds, comparison.columns["kl"], places, at, seen)
