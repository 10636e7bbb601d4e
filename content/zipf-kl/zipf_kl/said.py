"""What is said about a state, the same at every width: numbers, a sentence, hints and the table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import Note, Readout
from explorable.format import NOTHING, THIN_SPACE, count, fixed, number
from explorable.plot import Array, Bins, rank_bins
from explorable.table import data_table
from nexttoken import ZipfPair, sorted_probs

from ..shared.rounding import is_rounding
from .clauses import split
from .notes import notes_on
from .result import Result

MOST_ROWS = 40


@dataclass(frozen=True)
class Words:
    """The parts of a drawing that are text."""

    title: str
    sentence: str
    notes: tuple[Note, ...]
    readouts: dict[str, Readout]
    hints: dict[str, str]


@lru_cache(maxsize=2)
def words_of(result: Result) -> Words:
    """What is said about a result."""
    return Words(_title(result), _sentence(result), notes_on(result), _readouts(result), _hints(result))


def percent(share: float) -> str:
    """A share of a whole, in percent."""
    return f"{100 * share:.1f}{THIN_SPACE}%"


# ------------------------------------------------------------------------------------------ sentences


def _title(result: Result) -> str:
    pair = result.pair
    if math.isinf(pair.kl_pq):
        return "KL(P‖Q) is infinite."
    return (
        f"KL(P‖Q) is {result.amount(pair.kl_pq)}: "
        f"{result.shown(pair.shape_pq)} from shape and {result.shown(pair.order_pq)} from order."
    )


def _sentence(result: Result) -> str:
    return f"Over {count(result.pair.n)} tokens {_shapes(result)}, {_orders(result.pair)}; {_costs(result)}."


def _shapes(result: Result) -> str:
    pair = result.pair
    h_p, h_q = result.shown(pair.entropy_p), result.amount(pair.entropy_q)
    if pair.s_p == pair.s_q:
        return f"P and Q have the same shape (entropy {h_q})"
    word = "flatter" if pair.s_q < pair.s_p else "sharper"
    return f"Q is {word} than P (entropy {h_q} against {h_p})"


def _orders(pair: ZipfPair) -> str:
    if pair.rho == 1:
        return "in the same order"
    if pair.rho == -1:
        return "in the reverse order"
    return f"in orders that correlate at ρ = {fixed(pair.rho, 3)}"


def _costs(result: Result) -> str:
    pair = result.pair
    if is_rounding(max(pair.kl_pq, pair.kl_qp)):
        return "no token sets them apart: KL is 0 in both directions, and there is nothing to share out"
    other = f"KL(Q‖P) is {'infinite' if math.isinf(pair.kl_qp) else result.amount(pair.kl_qp)}"
    if math.isinf(pair.kl_pq):
        return f"KL(P‖Q) is infinite, for Q rules out tokens that P allows, and has no shares; {other}"
    top = int(np.argmax(result.terms))
    return (
        f"KL(P‖Q) is {result.amount(pair.kl_pq)}, {split(pair.shape_pq, pair.order_pq)}, and {other}; "
        f"the token that adds most to KL(P‖Q), {result.shown(float(result.terms[top]))}, "
        f"is number {count(top + 1)} for P and number {count(int(pair.ranks[top]))} for Q{_head(result)}"
    )


def _head(result: Result) -> str:
    """How much of it the first tokens carry, where there are others."""
    if result.shares is None or result.pair.n <= 10:
        return ""
    return f", and the first ten for P carry {100 * result.shares[0]:.0f} % of it"


# --------------------------------------------------------------------------------- readouts and hints


def _readouts(result: Result) -> dict[str, Readout]:
    shown = _plain_readouts(result)
    if result.pinned is None:
        return shown
    behind = _plain_readouts(result.pinned)
    return {
        name: Readout(readout.value, readout.text, readout.unit, behind[name].text)
        for name, readout in shown.items()
    }


def _plain_readouts(result: Result) -> dict[str, Readout]:
    pair = result.pair
    information = {
        "kl_pq": pair.kl_pq,
        "kl_pq_shape": pair.shape_pq,
        "kl_pq_order": pair.order_pq,
        "kl_qp": pair.kl_qp,
        "kl_qp_shape": pair.shape_qp,
        "kl_qp_order": pair.order_qp,
        "entropy_p": pair.entropy_p,
        "entropy_q": pair.entropy_q,
        "js": pair.jensen_shannon,
    }
    plain = {"s_p": pair.s_p, "s_q": pair.s_q, "tv": pair.total_variation, "acceptance": pair.acceptance}
    near = {"rho_below": pair.rho_below, "rho_above": pair.rho_above}
    about = "≈" if pair.rho_below == pair.rho_above != pair.rho_target else ""  # found by search
    shares = zip(("head", "body", "tail"), result.shares or (None, None, None), strict=True)
    return (
        {name: Readout(nats, result.shown(nats), result.unit(nats)) for name, nats in information.items()}
        | {name: Readout(value, number(value)) for name, value in plain.items()}
        | {"rho_reached": Readout(pair.rho, fixed(pair.rho, 3))}
        | {name: Readout(value, about + fixed(value, 3)) for name, value in near.items()}
        | {name: share_readout(share) for name, share in shares}
        | {"temperature": _temperature(pair.temperature)}
    )


def share_readout(share: float | None) -> Readout:
    """A share in percent; none has a dash."""
    return Readout(None, NOTHING) if share is None else Readout(share, percent(share))


def _temperature(temperature: float | None) -> Readout:
    return Readout(None, NOTHING) if temperature is None else Readout(temperature, number(temperature))


def _hints(result: Result) -> dict[str, str]:
    pair, unit, t = result.pair, result.nats_per_unit, result.state.t
    full = f"{fixed(pair.entropy_max / unit, 2)} {result.state.unit}"
    h_q = fixed(result.state.h_q * pair.entropy_max / unit, 2)
    cooled = t != 1
    return {
        "n": f"ln N = {full}" if unit == 1 else f"log₂ N = {full}",
        "h_p": f"{fixed(pair.entropy_p / unit, 2)} of {full}",
        "h_q": f"{h_q} of {full}" + (f"; {fixed(pair.entropy_q / unit, 2)} at T" if cooled else ""),
        "t": f"exponent {number(pair.s_q * t)} → {number(pair.s_q)}" if cooled else "",
        "rho": f"{fixed(pair.rho, 3)} reached",
    }


# ---------------------------------------------------------------------------------------------- table


def table_row(result: Result, rank: int) -> int:
    """The row of the table, from 0, that holds a rank of P."""
    return rank - 1 if result.pair.n <= MOST_ROWS else _runs(result.pair.n).holding(rank)


def table(result: Result) -> str:
    """One row a token, or a row for each of about twenty runs of ranks."""
    return _table_of_tokens(result) if result.pair.n <= MOST_ROWS else _table_of_runs(result)


def _table_of_tokens(result: Result) -> str:
    pair = result.pair
    rows = zip(
        map(str, range(1, pair.n + 1)),
        map(str, pair.ranks.tolist()),
        _texts_of_p(pair.s_p, pair.n),
        map(number, pair.q.tolist()),
        map(result.shown, result.terms.tolist()),
        _cumulative(result, pair.cumulative),
        strict=True,
    )
    columns = ("rank in P", "rank in Q", "p", "q", *_last_columns(result))
    return data_table(
        "Every token, in P’s order", columns, rows, ("all", "all", "1.000", "1.000", *_last_total(result))
    )


@lru_cache(maxsize=2)
def _texts_of_p(s: float, n: int) -> tuple[str, ...]:
    """Every p as text; kept, for often only Q moves."""
    return tuple(map(number, sorted_probs(s, n)[1].tolist()))


def _table_of_runs(result: Result) -> str:
    pair, bins = result.pair, _runs(result.pair.n)
    p, q, terms = bins.total(pair.p), bins.total(pair.q), bins.total(result.terms)
    excess = q - p if result.state.contrib == "signed" else 0.0
    rows = zip(
        _names(bins),
        map(count, bins.sizes.tolist()),
        map(number, p.tolist()),
        map(number, q.tolist()),
        map(result.shown, terms.tolist()),
        _cumulative(result, np.cumsum(np.maximum(terms + excess, 0.0))),
        strict=True,
    )
    columns = ("ranks in P", "tokens", "held by P", "held by Q", *_last_columns(result))
    total = ("all", count(pair.n), "1.000", "1.000", *_last_total(result))
    return data_table("Runs of tokens, in P’s order", columns, rows, total)


def _last_columns(result: Result) -> tuple[str, str]:
    return f"adds to KL(P‖Q), {result.state.unit}", "share of KL(P‖Q) so far (non-negative form)"


def _last_total(result: Result) -> tuple[str, str]:
    return result.shown(result.pair.kl_pq), percent(1) if result.divided else NOTHING


def _cumulative(result: Result, sums: Array) -> Iterable[str]:
    if not result.divided:
        return [NOTHING] * len(sums)
    return [percent(share) for share in (sums / sums[-1]).tolist()]


def _runs(n: int) -> Bins:
    return rank_bins(n, "log", 20)


def _names(bins: Bins) -> list[str]:
    first = (bins.starts + 1).tolist()
    last = (bins.starts + bins.sizes).tolist()
    return [count(a) if a == b else f"{count(a)}–{count(b)}" for a, b in zip(first, last, strict=True)]
