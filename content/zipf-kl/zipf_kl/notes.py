"""What is exceptional about a state, in a sentence each, with a link where one click helps."""

from __future__ import annotations

import math
from collections.abc import Iterator

from explorable import Note
from explorable.format import INFINITE, MINUS, count, fixed, number
from explorable.plot import log_labels
from nexttoken import ZipfPair

from .result import Result

LOWEST = 1 / 80  # of the linear probability axis: a lower bar is about a pixel high
SYMBOLS = {"n": "N", "h_p": "H(P)", "h_q": "H(Q)", "t": "T", "rho": "ρ", "seed": "seed"}


def notes_on(result: Result) -> tuple[Note, ...]:
    """The notes on a result, the gravest first."""
    pair = result.pair
    found = (
        _on_pinned(result),
        _on_infinity(pair),
        _on_edge("P", pair.s_p),
        _on_edge("Q", pair.s_q),
        _on_temperature(result),
        _on_rho(pair),
        _on_floor(result),
        _on_crowding(result),
        _on_tail(result),
    )
    return tuple(note for note in found if note)


def _on_pinned(result: Result) -> Note | None:
    if result.pinned is None:
        return None
    differing = ", ".join(_differences(result, result.pinned)) or "the same as this one"
    kl = result.amount(result.pinned.pair.kl_pq)
    return Note(f"Thin outlines: the pinned state ({differing}): KL(P‖Q) = {kl}.")


def _differences(result: Result, pinned: Result) -> Iterator[str]:
    """What was pinned of each control that has moved since."""
    for name, symbol in SYMBOLS.items():
        value = getattr(pinned.state, name)
        if value == getattr(result.state, name):
            continue
        match name:
            case "n" | "seed":
                yield f"{symbol} = {count(int(value))}"
            case "h_p" | "h_q":
                yield f"{symbol} = {fixed(float(value), 3)} ln N"
            case "rho":
                yield f"{symbol} = {_correlation(float(value))}"
            case _:
                yield f"{symbol} = {fixed(float(value), 2)}"


def _correlation(rho: float) -> str:
    """A ρ that was asked for, to the digits that it was asked for with: two, or three."""
    return fixed(rho, 2 if _is_coarse(rho) else 3)


def _is_coarse(rho: float) -> bool:
    return round(rho, 2) == rho


def _on_infinity(pair: ZipfPair) -> Note | None:
    if math.isinf(pair.kl_pq) and math.isinf(pair.kl_qp):
        return Note(
            "Both divergences are infinite: P and Q put everything on one token each, and not on the same. "
            "No token has a share of that."
        )
    if math.isinf(pair.kl_pq):
        return Note(
            "KL(P‖Q) is infinite: Q gives probability 0 to tokens that P can produce. "
            "No token has a share of that."
        )
    if math.isinf(pair.kl_qp):
        return Note("KL(Q‖P) is infinite: P gives probability 0 to tokens that Q can produce.")
    return None


def _on_edge(name: str, s: float) -> Note | None:
    if math.isinf(s):
        return Note(f"H({name}) = 0: {name} puts everything on its first token (s = {INFINITE}).")
    if s == 0:
        return Note(
            f"H({name}) = ln N: to {name} all tokens are equally likely (s = 0), its ranks only names."
        )
    return None


def _on_temperature(result: Result) -> Note | None:
    t, s = result.state.t, result.pair.s_q
    if t == 1:
        return None
    if s == 0 or math.isinf(s):
        words = f"No temperature changes Q: its exponent is {number(s) if s else 0}."
    else:
        words = f"Q is drawn at T = {fixed(t, 2)}: its exponent {number(s * t)} becomes {number(s)}."
    return Note(words, "Set T back to 1", {"t": 1})


def _on_rho(pair: ZipfPair) -> Note | None:
    near = 0.005 if _is_coarse(pair.rho_target) else 0.0005
    if abs(pair.rho - pair.rho_target) < near:
        return None
    if pair.n == 2:
        return Note(
            f"Two tokens have only two orders: ρ is 1 or {MINUS}1, and {fixed(pair.rho, 0)} is drawn."
        )
    asked = _correlation(pair.rho_target)
    return Note(
        f"ρ = {asked} is out of reach for these {count(pair.n)} tokens and this seed: "
        f"the nearest are {fixed(pair.rho_below, 3)} and {fixed(pair.rho_above, 3)}, "
        f"and {fixed(pair.rho, 3)} is drawn."
    )


def _on_floor(result: Result) -> Note | None:
    low = result.reach[0]
    if result.state.p_axis == "linear" or min(float(result.pair.p[-1]), float(result.pair.q.min())) >= low:
        return None
    return Note(
        f"The log axis ends at {log_labels([low])[0]}: what is less, zero included, has no mark, "
        "and lines run along the lower edge."
    )


def _on_crowding(result: Result) -> Note | None:
    """Where much of P lies in so few ranks that their marks are too narrow to be told apart."""
    first = result.pair.n // 100
    held = float(result.pair.p[:first].sum())
    if result.state.rank_axis == "log" or result.bins.single or held < 0.5:
        return None
    ranks, crowd = ("rank holds", "is hardly seen") if first == 1 else (f"{count(first)} ranks hold", "crowd")
    return Note(
        f"The first {ranks} {held * 100:.0f} % of P and {crowd} at the left edge.",
        "Use a log rank axis",
        {"rank_axis": "log"},
    )


def _on_tail(result: Result) -> Note | None:
    """Where much of P lies in bars that cannot be seen."""
    if result.state.p_axis == "log":
        return None
    bins, p = result.bins, result.marks.p
    low = p.greatest < result.reach[1] * LOWEST
    held = float((p.mean * bins.sizes)[low].sum())
    if held < 0.2:
        return None
    first = int(bins.starts[low.argmax()])
    return Note(
        f"{held * 100:.0f} % of P lies beyond rank {count(first)}, in bars too low to be seen.",
        "Use a log probability axis",
        {"p_axis": "log"},
    )
