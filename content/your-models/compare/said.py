"""What is said of two files in words and numbers: readouts, the sentence, the clauses, and the table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict

from explorable import Note, Readout
from explorable.format import NOTHING, count, number
from explorable.table import data_table
from explorable.tokens import percent
from nexttoken.compare.where import MOST_FLIPS

from .binned import binned
from .files import ROW
from .result import Found, Result

IN_NATS = ("kl_mean", "kl_error", "kl_median", "kl_q99", "kl_max", "kl_reverse_mean", "kl_low", "kl_high")
SHARES = (
    "shape_share",
    "order_share",
    "head_share",
    "body_share",
    "tail_share",
    "same_top",
    "acceptance",
)
PLAIN = ("tv_mean", "ppl_a", "ppl_b", "mass_error")
COUNTS = ("rows", "chunks", "vocabulary")
_MOST_ROWS = 500  # of the table
_OPEN = 0.01  # of KL
_SURE = 0.75


def readouts(result: Result) -> dict[str, Readout]:
    """All outputs; where nothing was found, none has a value."""
    if not result.found:
        return {name: Readout(None, NOTHING) for name in (*IN_NATS, *SHARES, *PLAIN, *COUNTS)}
    values = _values(result.found)
    nats = {name: _readout(values[name], "nats") for name in IN_NATS}
    shares = {name: _share(values[name]) for name in SHARES}
    plain = {name: _readout(values[name]) for name in PLAIN}
    counts = {name: _count(values[name]) for name in COUNTS}
    return nats | shares | plain | counts


def _values(found: Found) -> dict[str, float | None]:
    """None for what is not known; what is infinite is known."""
    every = asdict(found.report.summary).items()
    return {name: None if value is None or math.isnan(value) else float(value) for name, value in every}


def sentence(result: Result) -> str:
    """The finding."""
    if not result.found:
        return result.problem
    found = result.found.report.summary
    rows = f"{count(found.rows)} row{'s' if found.rows > 1 else ''}"
    within = (
        f", or between {number(found.kl_low)} and, if B’s tail is no deeper than twice a floor,"
        f" {number(found.kl_high)}"
        if is_interval(result.found)
        else ""
    )
    return (
        f"KL of B from A is {_number(found.kl_mean)} nats a token over {rows}{within},"
        f" and {_number(found.kl_max)} in the farthest; both have the same likeliest token in"
        f" {percent(found.same_top)} of them."
    )


def is_interval(found: Found) -> bool:
    """Whether what was cut off leaves more open than a hundredth of KL."""
    summary = found.report.summary
    return summary.kl_high - summary.kl_low > _OPEN * summary.kl_mean


def clauses(result: Result) -> dict[str, str]:
    """What the post's text says of the files."""
    return {"verdict": _verdict(result), "sure": _where_sure(result), "flips": _flips(result)}


def _verdict(result: Result) -> str:
    if not result.found:
        return "these files cannot be compared"
    wrong = len(result.found.findings)
    if not wrong:
        return "the doctor finds nothing wrong with the files"
    return f"the doctor has {count(wrong)} thing{'s' if wrong > 1 else ''} to say of the files"


def _where_sure(result: Result) -> str:
    """The mean where A was sure, of how many rows that is, and elsewhere."""
    if not result.found:
        return NOTHING
    kl, sure = result.found.kl, result.found.top >= _SURE
    means = (f"{number(float(kl[part].mean()))} nats" if part.any() else NOTHING for part in (sure, ~sure))
    return (
        f"{next(means)} where A’s favourite has {percent(_SURE)} or more, in {count(int(sure.sum()))} of"
        f" {count(len(kl))} rows, and {next(means)} elsewhere"
    )


def _flips(result: Result) -> str:
    """How many rows are such, of those in the sentence."""
    flips = len(result.found.report.flips) if result.found else 0
    if not flips:
        return "none is such"
    return f"{counted_flips(flips)} {'is' if flips == 1 else 'are'} such"


def counted_flips(flips: int) -> str:
    """How many there are; so many are counted at most."""
    return count(flips) if flips < MOST_FLIPS else f"{count(flips)} or more"


def notes(result: Result) -> tuple[Note, ...]:
    """That not all rows are read yet, and that the row asked for is another."""
    state, found = result.state, result.found
    if not found:
        return ()
    done, rows = found.report.done, found.report.rows
    partly = (Note(f"So far these are {count(done)} of {count(rows)} rows."),) if done < rows else ()
    if state.place != ROW or str(found.seen.at) == state.row:
        return partly
    last = count(found.places[-1])
    return (
        *partly,
        Note(f"Of the rows that were compared this one is the nearest; they end with row {last}."),
    )


def table(result: Result) -> str:
    """Every row, or where they are many, as many in one as the picture has in a bar."""
    if not result.found:
        return data_table("Nothing was compared", ("row", "KL(A‖B), nats"), ())
    found = result.found
    if len(found.kl) > _MOST_ROWS:
        columns = ("from row", "KL(A‖B), mean, nats", "largest, nats")
        return data_table("KL of B from A along the text", columns, _bins(found))
    each = ("row", "KL(A‖B), nats", "A’s likeliest token", "A’s entropy, nats")
    return data_table("KL of B from A, row by row", each, _rows(found))


def _rows(found: Found) -> Iterator[tuple[str, ...]]:
    values = zip(found.places, found.kl.tolist(), found.top.tolist(), found.entropy.tolist(), strict=True)
    return ((count(place), number(kl), percent(top), number(entropy)) for place, kl, top, entropy in values)


def _bins(found: Found) -> Iterator[tuple[str, ...]]:
    bins = binned(found.kl)
    every = zip(bins.starts[:-1].tolist(), bins.means.tolist(), bins.largest.tolist(), strict=True)
    return ((count(found.places[start]), number(mean), number(most)) for start, mean, most in every)


def _number(value: float) -> str:
    return NOTHING if math.isnan(value) else number(value)


def _readout(value: float | None, unit: str = "") -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), number(value), unit)


def _share(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), percent(value))


def _count(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), count(int(value)))
