"""What is said of P and Q: sentence, notes, a clause, and every token with what it costs."""

from __future__ import annotations

import math

import numpy as np
from explorable import Note
from explorable.format import NOTHING, number
from explorable.table import data_table
from explorable.tokens import percent

from ..shared.five import TOKENS
from ..shared.units import amount, in_unit
from .result import Result


def sentence(result: Result) -> str:
    """The sum, in words."""
    if math.isinf(result.cost):
        return "Expecting Q costs infinitely much, for Q rules out a token that P allows."
    parts = (amount(each, result.unit) for each in (result.cost, result.entropy, result.kl))
    return "A token of P costs {} if Q is expected: {} that P itself would cost, and {} on top.".format(
        *parts
    )


def surplus(result: Result) -> str:
    """What Q costs beyond what is needed."""
    if math.isinf(result.kl):
        return "costs infinitely much"
    if result.kl == 0:
        return "costs nothing beyond the entropy"
    return f"costs {amount(result.kl, result.unit)} per token more than it has to"


def notes(result: Result) -> list[Note]:
    """Which token makes the cost infinite, and that a loss is of one text."""
    ruled_out = [name for name, out in zip(TOKENS, _ruled_out(result), strict=True) if out]
    if ruled_out:
        return [
            Note(f"Q rules out {' and '.join(ruled_out)}, and no finite price pays for what comes anyway.")
        ]
    if result.loss < result.entropy:
        return [
            Note(
                "This text happens to be cheaper than a text of P is on average.", "Draw more", {"n": 100_000}
            )
        ]
    return []


def _ruled_out(result: Result) -> list[bool]:
    found: list[bool] = ((result.q == 0) & (result.p > 0)).tolist()
    return found


def table(result: Result) -> str:
    """Every token with what it costs, and how often it came."""
    rows = []
    columns = (result.p, result.q, -result.log_p, -result.log_q, result.counts)
    for name, p, q, own, cost, came in zip(TOKENS, *(each.tolist() for each in columns), strict=True):
        share = number(in_unit(p * cost, result.unit)) if p else NOTHING
        rows.append((name, percent(p), percent(q), *_costs(result, own, cost), share, str(came)))
    unit = result.unit
    head = ("token", "p", "q", f"−log p, {unit}", f"−log q, {unit}", "p times that", "came")
    total = (
        "all",
        percent(1),
        percent(1),
        "",
        "",
        number(in_unit(result.cost, unit)),
        str(np.sum(result.counts)),
    )
    return data_table("Every token", head, rows, total)


def _costs(result: Result, *nats: float) -> tuple[str, ...]:
    return tuple(number(in_unit(each, result.unit)) for each in nats)
