"""What is said of the estimate: sentence, readouts, notes, clauses for the text, and the table."""

from __future__ import annotations

import math

import numpy as np
from explorable import Note, Readout
from explorable.format import NOTHING, count, fixed, number
from explorable.table import data_table
from explorable.tokens import percent

from ..shared.chosen import ALL
from ..shared.measured import trace
from ..shared.spread import Row
from .result import Comparison, one_sided, ratio, within

_ALIKE = 1.25  # factors below it are said to be about the same


def sentence(comparison: Comparison) -> str:
    """How far off the estimate is."""
    shown = comparison.setting.label.lower() if comparison.row and comparison.setting else "all"
    return (
        f"Of {count(len(comparison.pairs))} pairs ({shown}), {percent(comparison.within)} have an estimate "
        f"within a factor of two of KL token by token; the median of the estimate over KL "
        f"is {number(comparison.spread.median)}."
    )


def readouts(comparison: Comparison) -> dict[str, Readout]:
    """The declared outputs."""
    order = comparison.order
    one_way = comparison.directions
    middle, most = float(np.median(one_way)), float(one_way.max())
    return {
        "median_ratio": Readout(comparison.spread.median, number(comparison.spread.median)),
        "within": Readout(comparison.within, percent(comparison.within)),
        "farthest": Readout(comparison.farthest, number(comparison.farthest)),
        "order": Readout(None, NOTHING) if order is None else Readout(order, fixed(order, 3)),
        "direction": Readout(middle, number(middle)),
        "direction_most": Readout(most, number(most)),
        "count": Readout(float(len(comparison.pairs)), count(len(comparison.pairs))),
    }


def notes(comparison: Comparison) -> tuple[Note, ...]:
    """What is exceptional about the state."""
    if comparison.setting and not comparison.row:
        return (Note("No pair of this setting has an estimate.", "Show all", {"setting": ALL}),)
    return ()


def clauses(comparison: Comparison) -> dict[str, str]:
    """Parts of the text's sentences."""
    best, worst = (edge(comparison.rows, key=_apart) for edge in (min, max))
    skewed = max(comparison.pairs, key=one_sided)
    return {
        "verdict": _verdict(comparison.spread.median),
        "best": _named(best),
        "worst": _named(worst),
        "fails": _failing(comparison.rows),
        "large": _large(*comparison.halves),
        "most_skewed": f"{skewed.name} ({skewed.setting.label.lower()})",
    }


def _apart(row: Row) -> float:
    return abs(math.log(row.spread.median))


def _named(row: Row) -> str:
    return f"{row.setting.phrase}, where it is {_verdict(row.spread.median)}"


def _verdict(times: float) -> str:
    """A ratio of the estimate and KL in words."""
    return (
        f"about KL, {number(times)} times it"
        if max(times, 1 / times) < _ALIKE
        else f"{number(times)} times KL"
    )


def _failing(rows: tuple[Row, ...]) -> str:
    """The settings most of whose pairs are off by more than a factor of two."""
    found = [
        f"{row.setting.label.lower()} ({number(row.spread.median)})"
        for row in rows
        if within(row.values) < 0.5
    ]
    return _listed(found) if found else "none"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _large(near: float, far: float) -> str:
    """Whether the estimate is worse for the farther half of the pairs."""
    worse = abs(math.log(far)) - abs(math.log(near))
    how = "no better and no worse" if abs(worse) < math.log(1.1) else "worse" if worse > 0 else "better"
    return f"{how} for the farther half of the pairs: {number(far)} there, {number(near)} in the nearer half"


def table(comparison: Comparison) -> str:
    """Every setting; or every pair of the one that is looked into."""
    return _of_pairs(comparison) if comparison.row else _of_settings(comparison)


def _of_settings(comparison: Comparison) -> str:
    columns = (
        "setting",
        "pairs",
        "the estimate over KL: median",
        "least",
        "most",
        "within a factor of two",
        "one way over the other",
    )
    rows = (
        (
            row.setting.label,
            count(row.spread.count),
            *(number(each) for each in (row.spread.median, row.spread.least, row.spread.most)),
            percent(within(row.values)),
            number(float(np.median([one_sided(pair) for pair in row.pairs]))),
        )
        for row in comparison.rows
    )
    return data_table(f"Settings, by how far the estimate is off. Of {trace('pairs.json')}", columns, rows)


def _of_pairs(comparison: Comparison) -> str:
    columns = (
        "pair",
        "KL(first‖second)",
        "from",
        "to",
        "estimate",
        "from",
        "to",
        "the estimate over KL",
        "KL(second‖first)",
    )
    rows = (
        (
            pair.name,
            *(number(each) for each in (pair.kl.value, pair.kl.low, pair.kl.high)),
            *(number(each) for each in (pair.estimate.value, pair.estimate.low, pair.estimate.high)),
            number(ratio(pair)),
            number(pair.reverse.value),
        )
        for pair in comparison.pairs
    )
    return data_table(
        f"{comparison.pairs[0].setting.label}, in bits per byte. Of {trace('pairs.json')}", columns, rows
    )
