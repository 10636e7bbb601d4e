"""What is said of logits and their softmax."""

from __future__ import annotations

import math

from explorable import Note
from explorable.format import NOTHING, fixed, number
from explorable.table import data_table
from explorable.tokens import percent

from .result import TOKENS, Result


def sentence(result: Result) -> str:
    """The temperature, and who has what."""
    if math.isinf(result.temperature):
        return f"As T grows without end, {share(result)}."
    if result.temperature == 0:
        return f"As T falls to 0, {share(result)}."
    said = f"At T = {result.temperature:g}, {share(result)}"
    return f"{said}; the machine {machine(result)}." if result.broken or result.rough else f"{said}."


def share(result: Result) -> str:
    """What the likeliest have."""
    top, (*others, last) = percent(float(result.p.max())), result.first
    if math.isinf(result.temperature):
        return f"all four become alike, with {top} each"
    if others:
        return f"{', '.join(others)} and {last} share alike, with {top} each"
    return f"{last} takes all" if result.temperature == 0 else f"{last} has {top}"


def machine(result: Result) -> str:
    """What the arithmetic makes of it."""
    if result.shares is None:
        return "is not asked, for nothing can be divided by such a T"
    if result.rough:
        return "gets them wrong"
    missing = result.numberless
    if len(missing) == len(TOKENS):
        return "gets no numbers at all"
    return f"gets no number for {' and '.join(missing)}" if missing else "gets them right"


def notes(result: Result) -> list[Note]:
    """Why the machine has no numbers, or wrong ones, and what mends it."""
    floats = result.state.floats
    if result.rough:
        words = f"The exponentials are so small that {floats} has only a few digits of them."
    elif result.broken:
        small, large = "All exponentials are too small for", "An exponential is more than fits into"
        words = f"{small if result.vanished else large} {floats}, and {result.why} is no number."
    else:
        return []
    return [Note(words, "Subtract the largest logit first", {"way": "shifted"})]


def table(result: Result) -> str:
    """Every token."""
    weights = [None] * 4 if result.weights is None else result.weights.tolist()
    shares = [None] * 4 if result.shares is None else result.shares.tolist()
    columns = zip(TOKENS, result.logits.tolist(), weights, shares, result.p.tolist(), strict=True)
    rows = [
        (name, fixed(z, 1), _machine(weight), _machine(computed), percent(p))
        for name, z, weight, computed, p in columns
    ]
    return data_table("Every token", ("token", "logit", "exponential", "machine’s p", "p"), rows)


def _machine(value: float | None) -> str:
    if value is None:
        return NOTHING
    return "no number" if math.isnan(value) else number(value)
