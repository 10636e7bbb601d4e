"""What two files come to: all statistics, what is wrong with them, and a row that is looked at."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from explorable import Option, State
from nexttoken.compare import Comparison, Look, Report, Size, look, report
from nexttoken.doctor import Doctor, Finding

from .files import opened
from .spoiled import spoiled

ROW = "row"  # a place: the one that the reader names
PLACES = {"largest": 1.0, "q99": 0.99, "q90": 0.9, "median": 0.5, "q10": 0.1}  # quantiles of KL
PLACE_OPTIONS = (
    Option("largest", "The farthest apart"),
    Option("q99", "99 %"),
    Option("q90", "90 %"),
    Option("median", "Median"),
    Option("q10", "10 %"),
    Option(ROW, "The row below"),
)
MOST_LOOKS = 8  # at flips


@dataclass(frozen=True, eq=False)
class Found:
    """A comparison that came to something.

    `kl` is KL(A‖B) in nats of each row that was compared, `top` the probability of A's likeliest token there,
    `entropy` A's in nats, `places` which rows these are; `seen` is one of them, at `at` of these. `flips` are
    the surest rows of `report.flips`. `files` are what A and B are called; `bytes_per_token` is NaN where
    tokens have no names.
    """

    files: tuple[str, str]
    report: Report
    findings: tuple[Finding, ...]
    kinds: tuple[str, str]
    kl: np.ndarray
    top: np.ndarray
    entropy: np.ndarray
    places: list[int]
    at: int
    seen: Look
    flips: tuple[Look, ...]
    bytes_per_token: float


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
    a, b = spoiled(a, b, names, state.spoiled)
    comparison = Comparison(a, b)
    doctor, size = Doctor(comparison, names), Size(comparison, names)
    for _ in comparison.advance():
        pass
    told, places, columns = report(comparison), comparison.places, comparison.columns
    at = chosen(state, told, places)
    return Found(
        files=(a.name, b.name),
        report=told,
        findings=doctor.findings(),
        kinds=(f"{a.kind}. {a.reason}", f"{b.kind}. {b.reason}"),
        kl=columns["kl"],
        top=columns["top"],
        entropy=columns["entropy"],
        places=places,
        at=at,
        seen=look(comparison, places[at], names),
        flips=tuple(look(comparison, flip.at, names) for flip in told.flips[:MOST_LOOKS]),
        bytes_per_token=size.bytes_per_token,
    )


def chosen(state: State, told: Report, places: list[int]) -> int:
    """Which of the rows that were compared is looked at: that at a quantile, or the nearest to one named."""
    if state.place == ROW:
        row = int(state.row) if state.row.isdecimal() else 0
        return min(bisect_left(places, row), len(places) - 1)
    return places.index(next(place.at for place in told.quantiles if place.part == PLACES[state.place]))
