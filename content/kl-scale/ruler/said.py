"""What is said of a ruler: sentence, readouts, notes, clauses for the text, and the table."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explorable import Note, Readout
from explorable.format import NOTHING, count, number
from explorable.table import data_table
from explorable.tokens import percent

from ..shared.chosen import ALL
from ..shared.measured import Pair
from ..shared.settings import PAPERS, Median
from ..shared.spread import Row
from ..shared.whose import FAMILY, LARGE, is_large, trace_of
from .fields import BYTES, KL
from .reading import UNITS, Asked
from .result import Ruler, limits


def sentence(ruler: Ruler) -> str:
    """Where the reader's number lies."""
    return f"{number(ruler.asked.bits_per_byte)} bits per byte: {between(ruler)}."


def between(ruler: Ruler) -> str:
    """The settings around the number, in words."""
    below, above = ruler.around
    if below and above:
        return f"between {_median(below)} and {_median(above)}"
    if below:
        return f"more than any setting’s median, the greatest of which is {_median(below)}"
    return f"less than any setting’s median, the least of which is {_median(above)}" if above else ""


def _median(row: Row) -> str:
    return f"{row.setting.phrase} ({number(row.spread.median)})"


def readouts(ruler: Ruler) -> dict[str, Readout]:
    """The declared outputs."""
    asked, row = ruler.asked, ruler.row
    variation = ruler.most_variation
    nearest = ruler.nearest
    return {
        "bits_per_byte": Readout(asked.bits_per_byte, number(asked.bits_per_byte), "bits/byte"),
        "nats_per_token": Readout(asked.nats_per_token, number(asked.nats_per_token), "nats"),
        "nearest": Readout(nearest.spread.median, nearest.setting.label),
        "tv": Readout(variation, percent(variation)),
        "acceptance": Readout(1 - variation, percent(1 - variation)),
        "tokens": Readout(ruler.tokens, rounded(ruler.tokens)),
        "median": _of_row(row.spread.median if row else None),
        "least": _of_row(row.spread.least if row else None),
        "most": _of_row(row.spread.most if row else None),
        "count": Readout(float(len(ruler.places)), count(len(ruler.places))),
    }


def _of_row(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(value, number(value), "bits/byte")


def rounded(tokens: float) -> str:
    """So many tokens, to two digits: more would be for show."""
    digits = max(0, math.floor(math.log10(tokens)) - 1)
    return count(int(round(tokens, -digits)))


def beside(ruler: Ruler) -> dict[str, str]:
    """What is said beside the line: how it was read."""
    if not ruler.state.line.strip():
        return {}
    if not ruler.from_line:
        return {"line": "no divergence above 0 found in it; the fields count"}
    asked = ruler.asked
    size = number(asked.bytes_per_token)
    return {"line": f"read as {number(asked.amount)} {UNITS[asked.unit]}, {size} bytes a token"}


def notes(ruler: Ruler) -> tuple[Note, ...]:
    """What is exceptional about the state."""
    found = []
    if ruler.from_line:
        found.append(_note_of_line(ruler.asked))
    low, high = limits()
    if not low <= ruler.asked.bits_per_byte <= high:
        found.append(Note("The number lies beyond the scale, and is drawn at its end."))
    if ruler.setting and not ruler.row:
        found.append(Note("No pair of this setting was measured.", "Show all", {"setting": ALL}))
    return tuple(found)


def _note_of_line(asked: Asked) -> Note:
    words = "The line counts, and the fields only for what it leaves open."
    taken = {"kl": asked.amount, "unit": asked.unit, "bytes": asked.bytes_per_token, "line": ""}
    fits = KL.min <= asked.amount <= KL.max and BYTES.min <= asked.bytes_per_token <= BYTES.max
    return Note(words, "Take it into the fields", taken) if fits else Note(words)


def clauses(ruler: Ruler) -> dict[str, str]:
    """Parts of the text's sentences."""
    return {
        "between": between(ruler),
        "family": _family(pair for row in ruler.rows for pair in row.pairs),
        "order": ", ".join(f"{row.setting.label} ({number(row.spread.median)})" for row in ruler.rows),
        "least_setting": ruler.rows[0].setting.phrase,
        "most_setting": ruler.rows[-1].setting.phrase,
        "decades": _decades(ruler.rows[-1].spread.median / ruler.rows[0].spread.median),
        "beside_paper": f"{ruler.paper.label}, {ruler.paper.bits_per_byte:g}",
        "against_paper": _against(ruler.row) if ruler.row else NOTHING,
    }


def _family(pairs: Iterable[Pair]) -> str:
    """How many trainings from nothing there are, and of how many sizes: of s-1@3000 and s-1-kjv@200, one."""
    names = [name for pair in pairs if not is_large(pair) for name in (pair.first, pair.second)]
    members = {tuple(name.partition("@")[0].split("-")[:2]) for name in names}
    return f"{count(len(members))} models of {count(len({size for size, _ in members}))} sizes"


def _decades(factor: float) -> str:
    return f"a factor of about {count(int(float(f'{factor:.1g}')))}"


def _against(row: Row) -> str:
    """Where a setting's median lies beside the paper's; of two that are both beyond it, beside the nearer."""
    beside = papers(row)
    if not beside:
        return "not in the paper"
    at, (first, *_, last) = row.spread.median, (*beside, beside[-1])
    if len(beside) > 1 and first.bits_per_byte <= at <= last.bits_per_byte:
        return f"between the paper’s {_told(first)} and {_told(last)}"
    near = first if at < first.bits_per_byte else last
    return f"{number(at / near.bits_per_byte)} times the paper’s {_told(near)}"


def _told(median: Median) -> str:
    return f"{median.bits_per_byte:g} ({median.label})"


def papers(row: Row) -> list[Median]:
    """The paper's medians of a setting, from the least."""
    return [each for each in PAPERS if each.setting == row.setting.name]


def table(ruler: Ruler) -> str:
    """Every setting; or every pair of the one that is looked into."""
    return _of_pairs(ruler.row) if ruler.row else _of_settings(ruler)


def _of_settings(ruler: Ruler) -> str:
    columns = ("setting", "pairs", "median", "middle half from", "to", "least", "most", "the paper’s median")
    rows = []
    for row in ruler.rows:
        s = row.spread
        numbers = (number(each) for each in (s.median, s.low, s.high, s.least, s.most))
        theirs = ", ".join(map(_told, papers(row))) or NOTHING
        rows.append((row.setting.label, count(s.count), *numbers, theirs))
    by = "the estimate" if ruler.state.measure == "estimate" else "KL token by token"
    return data_table(f"Settings, in bits per byte by {by}. Of {_traced()}", columns, rows)


def _traced() -> str:
    return "; ".join(map(trace_of, (FAMILY, LARGE)))


def _of_pairs(row: Row) -> str:
    columns = (
        "pair",
        "KL(first‖second)",
        "from",
        "to",
        "KL(second‖first)",
        "estimate",
        "total variation",
        "same top",
    )
    rows = (
        (
            pair.name,
            *(number(each) for each in (pair.kl.value, pair.kl.low, pair.kl.high, pair.reverse.value)),
            number(pair.estimate.value),
            percent(pair.total_variation.value),
            percent(pair.same_top.value),
        )
        for pair in row.pairs
    )
    return data_table(f"{row.setting.label}, in bits per byte. Of {_traced()}", columns, rows)
