"""What is said of two files: readouts, sentence, clauses, what is wrong, the row looked at, and the table."""

from __future__ import annotations

import math
from collections.abc import Iterator

from explorable import Readout
from explorable.format import NOTHING, count, escape, number
from explorable.table import data_table
from explorable.tokens import percent
from nexttoken.compare import Seen

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
COUNTS = ("rows", "vocabulary")
_SHOWN = 10  # tokens of a row


def readouts(result: Result) -> dict[str, Readout]:
    """All outputs; where nothing was found, none has a value."""
    if not result.found:
        return {name: Readout(None, NOTHING) for name in (*IN_NATS, *SHARES, *PLAIN, *COUNTS)}
    values = result.found.report.summary.plain()
    nats = {name: _readout(values[name], "nats") for name in IN_NATS}
    shares = {name: _share(values[name]) for name in SHARES}
    plain = {name: _readout(values[name]) for name in PLAIN}
    counts = {name: _count(values[name]) for name in COUNTS}
    return nats | shares | plain | counts


def sentence(result: Result) -> str:
    """The finding."""
    if not result.found:
        return result.problem
    found = result.found.report.summary
    return (
        f"KL of B from A is {_number(found.kl_mean)} nats a token over {count(found.rows)} rows, and at most"
        f" {_number(found.kl_max)}; both have the same likeliest token in {percent(found.same_top)} of them."
    )


def verdict(result: Result) -> str:
    """A clause for the text."""
    if not result.found:
        return "nothing was wrong, but there is nothing to compare either"
    wrong = len(result.found.findings)
    if not wrong:
        return "the doctor is silent: the files are good"
    return f"the doctor has {count(wrong)} thing{'s' if wrong > 1 else ''} to say"


def above(result: Result) -> str:
    """What the files were taken for, and what is wrong with them; or why they could not be compared."""
    if not result.found:
        return f"<p>{escape(result.problem)}</p>"
    files = "".join(
        f"<li>{label}: {escape(kind)}</li>" for label, kind in zip("AB", result.found.kinds, strict=True)
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in result.found.report.notes)
    wrong = "".join(
        f"<li><strong>{escape(each.what)}</strong> {escape(each.evidence)} {escape(each.remedy)}</li>"
        for each in result.found.findings
    )
    return f"<ul>{files}{notes}{wrong}</ul>"


def below(result: Result) -> str:
    """The row that is looked at, and llama.cpp's own statistics."""
    if not result.found:
        return ""
    block = result.found.report.llama_cpp
    return _row(result.found) + (f"<pre>{escape(block)}</pre>" if block else "")


def _row(found: Found) -> str:
    seen = found.seen
    before = " ".join(seen.before[-8:])
    after = f", after {before}" if before else ""
    tokens = {each.name: each for each in (*seen.top_a[:_SHOWN], *seen.top_b[:_SHOWN])}
    columns = ("token", "A", "B", "adds to KL, nats")
    caption = f"Row {count(seen.at)}{after}: KL {number(float(found.kl[found.at]))} nats"
    return data_table(caption, columns, map(_cells, tokens.values()))


def _cells(seen: Seen) -> tuple[str, str, str, str]:
    p, q = (NOTHING if each is None else percent(each) for each in (seen.p, seen.q))
    return seen.name, p, q, NOTHING if seen.adds is None else number(seen.adds)


def table(result: Result) -> str:
    """Every row."""
    rows = _rows(result.found) if result.found else iter(())
    return data_table("KL of B from A, row by row", ("row", "KL(A‖B), nats"), rows)


def _rows(found: Found) -> Iterator[tuple[str, str]]:
    return ((count(place), number(kl)) for place, kl in zip(found.places, found.kl.tolist(), strict=True))


def _number(value: float) -> str:
    return NOTHING if math.isnan(value) else number(value)


def _readout(value: float | None, unit: str = "") -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), number(value), unit)


def _share(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), percent(value))


def _count(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(float(value), count(int(value)))
