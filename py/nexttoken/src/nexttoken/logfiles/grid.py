"""Whether numbers lie on a coarse grid: what a program rounded before it wrote them."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

ENOUGH = 64  # different numbers: fewer may lie on a grid by chance
_SINGLE = 1e-7  # what 32 bits round by, of a number
_DECIMALS = 4


class Grid(NamedTuple):
    """How numbers were rounded, and the step between two of them at 10 nats."""

    name: str
    step: float


BF16, HALF = Grid("bfloat16", 2.0**-4), Grid("float16", 2.0**-7)


def grid_of(numbers: "Floats") -> Grid | None:
    """Return the grid that all of these lie on; None where there is none, or too few differ."""
    numbers = np.unique(numbers[np.isfinite(numbers) & (numbers != 0)])
    if len(numbers) < ENOUGH:
        return None
    with np.errstate(over="ignore"):
        if not (numbers.astype("<f4").view("<u4") & 0xFFFF).any():
            return BF16
        if (numbers.astype("<f2") == numbers).all():
            return HALF
    for places in range(1, _DECIMALS + 1):
        if (np.abs(np.round(numbers, places) - numbers) <= _SINGLE * np.abs(numbers)).all():
            return Grid(f"{places} decimals", 10.0**-places)
    return None
