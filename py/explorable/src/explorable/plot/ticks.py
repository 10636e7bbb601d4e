"""Round values to mark on an axis, and how to write them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from explorable.format import MINUS, THIN_SPACE, power_of_ten


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten in [low, high]: as many as possible, at most `most`.

    `most` is at least 2; zero is always among them where it lies in the range.
    """
    exponent = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for mantissa in (1, 2, 5):
            step = float(f"{mantissa}e{exponent}")
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first + 1 <= most:
                return [float(f"{k * step:.12g}") for k in range(first, last + 1)]
        exponent += 1


def rounded_out(low: float, high: float, most: int) -> tuple[float, float]:
    """The tightest range around [low, high] that begins and ends at a round tick."""
    ticks = linear_ticks(low, high, most)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return float(f"{ends[0]:.12g}"), float(f"{ends[1]:.12g}")


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of ten in [low, high], thinned evenly to at most `most`, 1 staying if it is there.

    Where fewer than two powers fit, 1, 2 and 5 times them; where that is too coarse, linear ticks.
    """
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    steps = [m * 10.0**k for k in range(first - 1, last + 1) for m in (1, 2, 5)]
    steps = [float(f"{step:.12g}") for step in steps if low * (1 - 1e-9) <= step <= high * (1 + 1e-9)]
    if last - first < 2 and 2 <= len(steps) <= most:
        return steps
    if last - first < 1:
        return linear_ticks(low, high, most)
    stride = next(k for k in range(1, last - first + 2) if len(_multiples(first, last, k)) <= most)
    return [float(f"1e{k}") for k in _multiples(first, last, stride)]


def _multiples(first: int, last: int, stride: int) -> range:
    return range(-(-first // stride) * stride, last + 1, stride)


def linear_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks written alike: the same decimals, or the same power of ten where they are small or large."""
    exponent, labels = linear_mantissas(ticks)
    if exponent == 0:
        return labels
    return [power_of_ten(exponent, label) if label != "0" else label for label in labels]


def linear_mantissas(ticks: Sequence[float]) -> tuple[int, list[str]]:
    """A power of ten, 0 where none is needed, and the ticks divided by it, with the same decimals."""
    top = max(map(abs, ticks))
    plain = top == 0 or 0.01 <= top < 1e6
    exponent = 0 if plain else math.floor(math.log10(top) + 1e-9)
    scaled = ticks if plain else [float(f"{tick / 10.0**exponent:.9g}") for tick in ticks]
    decimals = max(map(_decimals, scaled))
    return exponent, [_plain(tick, decimals) if tick else "0" for tick in scaled]


def log_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks written each in its own way: 0.01, 0.1, 1, 10, 1 000, and powers of ten beyond."""
    return [_log_label(tick) for tick in ticks]


def _log_label(tick: float) -> str:
    if 0.001 <= tick < 1e6:
        return _plain(tick, _decimals(tick))
    mantissa, exponent = f"{tick:.6e}".split("e")
    return power_of_ten(int(exponent), f"{float(mantissa):g}")


def _plain(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE).replace("-", MINUS)


def _decimals(value: float) -> int:
    """How many decimals it takes to write `value` (to nine digits)."""
    digits = f"{value:.9f}".rstrip("0")
    return len(digits) - digits.index(".") - 1
