"""What two files come to: all statistics, what is wrong with them, and a row that is looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Option, State
from nexttoken.compare import Look, Report
from nexttoken.doctor import Finding
from nexttoken.followed import LOOKED_AT, Followed, Known, known_of, look_of, nearest

from .files import ROW, is_own, opened, row_of
from .spoiled import spoiled

PLACES = {"largest": 1.0, "q99": 0.99, "q90": 0.9, "median": 0.5, "q10": 0.1}  # quantiles of KL
PLACE_OPTIONS = (
    Option("largest", "The farthest apart"),
    Option("q99", "99 %"),
    Option("q90", "90 %"),
    Option("median", "Median"),
    Option("q10", "10 %"),
    Option(ROW, "The row below"),
)


@dataclass(frozen=True, eq=False)
class Found:
    """A comparison that came to something.

    `kl` is KL(A‖B) in nats of each row that was compared, `top` the probability of A's likeliest token there,
    `entropy` A's in nats, `places` which rows these are. `seen` is one of them, at `at` of these, and
    `seen_kl` its KL; one that has not been compared yet is near `at`, and its KL is NaN. `flips` are the
    surest rows of `report.flips`. `files` are what A and B are called; `bytes_per_token` is NaN where
    tokens have no names. `rows` writes all rows of an example; those of the reader's own files are where
    these are read.
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
    seen_kl: float
    flips: tuple[Look, ...]
    bytes_per_token: float
    rows: Callable[[], Generator[float | str, None, str]] | None = None


@dataclass(frozen=True, eq=False)
class Result:
    """What was found, or why nothing could be: a sentence."""

    state: State
    found: Found | None
    problem: str


def result_of(state: State, *brought: Any) -> Result:
    """What the files of an example come to, or the reader's own, as far as they have been read."""
    try:
        if not is_own(state):
            return Result(state, _example(state, brought), "")
        return _own(state, *brought)
    except ValueError as error:
        return Result(state, None, str(error))


def _example(state: State, paths: tuple[Path, ...]) -> Found:
    a, b, names = opened(paths)
    followed = Followed(*spoiled(a, b, names, state.spoiled))
    for _ in followed.comparison.advance():
        pass
    known = followed.known(names)
    places = known.places.tolist()
    found = _found(known, places, chosen(state, known.report, places), lambda row: followed.look(row, names))
    return replace(found, rows=partial(followed.rows, names))


def _own(state: State, known: Any = None, row: Any = None) -> Result:
    if known is None:
        missing = "B" if state.a else "A"
        return Result(state, None, f"Two files are compared: choose {missing}, too.")
    if known["known"] is None:
        return Result(state, None, known["problem"])
    told = known_of(known["known"])
    places = told.places.tolist()
    if row is None:
        return Result(
            state, _found(told, places, chosen(state, told.report, places), told.looks.__getitem__), ""
        )
    if row["look"] is None:
        return Result(state, None, row["problem"])
    seen = look_of(row["look"])
    return Result(state, _found(told, places, nearest(places, seen.at), lambda _: seen), "")


def _found(known: Known, places: list[int], at: int, look: Callable[[int], Look]) -> Found:
    """With the row that is `at` of `places`."""
    seen = look(places[at])
    is_there = seen.at == places[at]  # else it has not been compared yet
    return Found(
        files=known.files,
        report=known.report,
        findings=known.findings,
        kinds=known.kinds,
        kl=known.kl,
        top=known.top,
        entropy=known.entropy,
        places=places,
        at=at,
        seen=seen,
        seen_kl=float(known.kl[at]) if is_there else math.nan,
        flips=tuple(known.looks[flip.at] for flip in known.report.flips[:LOOKED_AT]),
        bytes_per_token=known.bytes_per_token,
    )


def chosen(state: State, told: Report, places: list[int]) -> int:
    """Which of the rows that were compared is looked at: that at a quantile, or the nearest to one named."""
    if state.place == ROW:
        return nearest(places, row_of(state))
    return places.index(next(place.at for place in told.quantiles if place.part == PLACES[state.place]))
