"""What controls that hold a number have in common."""

from __future__ import annotations

import math


def finite(value: object) -> int | float | None:
    """`value` as a finite number; None for anything else (also for True and False)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def on_step(value: float, start: float, step: float) -> bool:
    """Whether `value` is `start` and a whole number of steps."""
    steps = (value - start) / step
    return abs(steps - round(steps)) < 1e-6


def decimals(number: float) -> int:
    """How many digits `number` has after the point: 0.002 → 3, 1e-7 → 7, 5 → 0."""
    mantissa, _, exponent = repr(float(number)).partition("e")
    digits = len(mantissa.partition(".")[2].rstrip("0"))
    return max(0, digits - int(exponent or 0))


def written(value: float, places: int) -> str:
    """A number with at most so many digits after the point: no exponent, no needless zero."""
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
