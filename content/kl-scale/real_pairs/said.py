"""What is said of the pairs and of the text: sentence, readouts, notes, clauses, and the table."""

from __future__ import annotations

from collections.abc import Sequence

from explorable import Note, Readout
from explorable.format import NOTHING, count, fixed, number
from explorable.table import data_table
from explorable.tokens import percent

from ..shared.chosen import ALL
from ..shared.measured import Measure, Pair
from ..shared.whose import texts_of, trace_of
from .others import NAMES
from .result import ALL_SHAPE, Result, order, where

SHARES = {"shape": "shape_share", "head": "head_share", "body": "body_share", "tail": "tail_share"}
_EVEN = 0.1  # as far from a half two parts may be that are called even
_CLEAR = 0.3  # a rank correlation that is told as a trend


def sentence(result: Result) -> str:
    """What the pairs show, and the text."""
    shown = result.setting.label.lower() if result.row and result.setting else "all"
    words = (
        f"Of {count(len(result.pairs))} pairs ({shown}) shape is {percent(result.median('shape_share'))} "
        f"of KL in the median."
    )
    return f"{words} Your text: {_yours(result)}."


def _yours(result: Result) -> str:
    reading = result.reading
    share = reading.share(reading.shape)
    kl = number(float(reading.kl.mean()))
    of_it = "" if share is None else f", of which {percent(share)} is shape"
    return f"KL to {NAMES[result.state.other]} is {kl} bits per token{of_it}"


def readouts(result: Result) -> dict[str, Readout]:
    """The declared outputs."""
    reading = result.reading
    medians = {name: result.median(column) for name, column in SHARES.items()}
    zipf, rho = result.median("zipf_share"), result.median("rho")
    kl, own_rho, same = (float(each.mean()) for each in (reading.kl, reading.rho, reading.same_top))
    return {
        **{name: Readout(value, percent(value)) for name, value in medians.items()},
        "zipf": Readout(zipf, number(zipf)),
        "rho": Readout(rho, fixed(rho, 2)),
        "count": Readout(float(len(result.pairs)), count(len(result.pairs))),
        "text_kl": Readout(kl, number(kl), "bits"),
        **{f"text_{name}": _share(reading.share(getattr(reading, name))) for name in SHARES},
        "text_zipf": _times(reading.share(reading.zipf)),
        "text_rho": Readout(own_rho, fixed(own_rho, 2)),
        "text_same": Readout(same, percent(same)),
    }


def _share(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(value, percent(value))


def _times(value: float | None) -> Readout:
    return Readout(None, NOTHING) if value is None else Readout(value, number(value))


def notes(result: Result) -> tuple[Note, ...]:
    """What is exceptional about the state."""
    if result.setting and not result.row:
        return (Note("No pair of this setting was measured.", "Show all", {"setting": ALL}),)
    return ()


def clauses(result: Result) -> dict[str, str]:
    """Parts of the text's sentences."""
    return {
        "verdict": _verdict(result.median("shape_share")),
        "texts": texts_of(result.state.of),
        "range": _range([pair.shape_share for pair in result.pairs]),
        "line": _line(result.pairs),
        "sorted": _sorted(result.pairs),
        "falls": _falls(result.falls),
        "by_setting": _by_setting(result),
        "yours": _yours(result),
    }


def _verdict(share: float) -> str:
    """Which part of KL is the greater."""
    if abs(share - 0.5) < _EVEN:
        return "shape and order are about even"
    return "most of KL is shape" if share > 0.5 else "most of KL is order"


def _range(shares: Sequence[Measure]) -> str:
    """From the lowest bound of all intervals to the highest."""
    return f"from {percent(min(each.low for each in shares))} to {percent(max(each.high for each in shares))}"


def _line(pairs: Sequence[Pair]) -> str:
    """Whether a Zipf line tells more of the first's sorted list than the second model does of its list."""
    return _counted(pairs, [(pair.zipf_share.low, pair.zipf_share.high, 1.0) for pair in pairs])


def _sorted(pairs: Sequence[Pair]) -> str:
    """Whether the line is nearer to the first's sorted list than the second's sorted list is."""
    return _counted(
        pairs, [(pair.zipf_share.low, pair.zipf_share.high, pair.shape_share.value) for pair in pairs]
    )


def _counted(pairs: Sequence[Pair], found: Sequence[tuple[float, float, float]]) -> str:
    """In how many pairs an interval lies below a bound, and in how many above."""
    below = sum(high < bound for _, high, bound in found)
    above = sum(low > bound for low, _, bound in found)
    everywhere = f"in all {count(len(pairs))} pairs" if len(pairs) > 1 else "in the one pair"
    if below == len(pairs):
        return f"nearer {everywhere}"
    if above == len(pairs):
        return f"farther {everywhere}"
    unsure = len(pairs) - below - above
    rest = f", and in {count(unsure)} it cannot be told" if unsure else ""
    return f"nearer in {count(below)} of {count(len(pairs))} pairs, farther in {count(above)}{rest}"


def _falls(rho: float) -> str:
    """Whether the share of shape falls as KL grows."""
    how = "hardly depends on KL" if abs(rho) < _CLEAR else "falls as KL grows" if rho < 0 else "grows with KL"
    return f"{how}: the rank correlation of the two is {fixed(rho, 2)}"


def _by_setting(result: Result) -> str:
    """The settings whose order may change, with their medians, from the largest share of shape."""
    found = [
        f"{row.setting.label.lower()} {percent(row.spread.median)}"
        for row in reversed(result.rows)
        if row.setting.name not in ALL_SHAPE
    ]
    return ", ".join(found)


def table(result: Result) -> str:
    """Every position of the text, or every pair of the setting that is looked into."""
    return _of_pairs(result) if result.row else _of_positions(result)


def _of_positions(result: Result) -> str:
    reading = result.reading
    columns = ("position", "KL, bits", "shape", "order", "head", "body", "tail", "ρ", "same likeliest")
    rows = []
    for at, kl in enumerate(reading.kl.tolist()):
        shape = float(reading.shape[at])
        parts = (float(column[at]) for column in (reading.head, reading.body, reading.tail))
        held = (kl, shape, order(kl, shape), *parts)
        same = "yes" if reading.same_top[at] else "no"
        rows.append((where(reading, at), *map(number, held), fixed(float(reading.rho[at]), 2), same))
    return data_table(f"Your text, the small model against {NAMES[result.state.other]}", columns, rows)


def _of_pairs(result: Result) -> str:
    columns = (
        "pair",
        "KL, bits per byte",
        "shape, % of it",
        "from",
        "to",
        "head, %",
        "body, %",
        "tail, %",
        "Zipf line, times it",
        "ρ",
    )
    rows = (
        (
            pair.name,
            number(pair.kl.value),
            *(
                _hundredths(each)
                for each in (pair.shape_share.value, pair.shape_share.low, pair.shape_share.high)
            ),
            *(_hundredths(each.value) for each in (pair.head_share, pair.body_share, pair.tail_share)),
            number(pair.zipf_share.value),
            fixed(pair.rho.value, 3),
        )
        for pair in result.pairs
    )
    label = result.pairs[0].setting.label
    return data_table(f"{label}: what KL is made of. Of {trace_of(result.state.of)}", columns, rows)


def _hundredths(share: float) -> str:
    return fixed(100 * share, 1)
