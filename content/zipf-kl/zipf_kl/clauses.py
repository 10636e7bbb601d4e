"""Clauses of the post's section on temperature, true of every state that a reader may choose."""

from __future__ import annotations

import math

from nexttoken import ZipfPair, var_log_rank

from ..shared.rounding import is_rounding
from .result import Result

CLAUSES = ("cost", "square")


def clauses_of(result: Result) -> dict[str, str]:
    """What expecting Q in the place of P costs, and how far the rule of the square is right."""
    return {"cost": _cost(result), "square": _square(result)}


def _cost(result: Result) -> str:
    pair = result.pair
    if math.isinf(pair.kl_pq):
        return "costs infinitely much"
    if is_rounding(pair.kl_pq):
        return "costs nothing"
    return f"costs {result.amount(pair.kl_pq)}, {split(pair.shape_pq, pair.order_pq)}"


def split(shape: float, order: float) -> str:
    """How much of a divergence is shape and how much order, in words."""
    if is_rounding(order):
        return "all of it shape"
    if is_rounding(shape):
        return "all of it order"
    part = round(100 * shape / (shape + order))
    if part in (0, 100):
        return f"nearly all of it {'shape' if part else 'order'}"
    return f"{part} % shape and {100 - part} % order"


def _square(result: Result) -> str:
    pair = result.pair
    if math.isinf(pair.s_p) or math.isinf(pair.s_q):
        return "no number here, for an exponent is infinite"
    if pair.s_p == pair.s_q:
        return "nothing here, for the shapes are the same"
    return f"{result.amount(second_order(pair))} here, against {result.shown(pair.shape_pq)} in full"


def second_order(pair: ZipfPair) -> float:
    """What the shape adds to KL(P‖Q), to second order in the difference of the exponents."""
    return (pair.s_p - pair.s_q) ** 2 * var_log_rank(pair.s_p, pair.n) / 2
