"""The array types that the other modules speak, and how a shared array is protected."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # aliases and bounds are evaluated only when asked for, and at run time nothing asks
    from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ranks = NDArray[np.int32]
type Order = NDArray[np.intp]
type Marks = NDArray[np.bool_]
type Bytes = NDArray[np.uint8]
type Halves = NDArray[np.uint16]
type Counts = NDArray[np.integer]

_BLOCK = 32768


def read_only[A: NDArray[np.generic]](array: A) -> A:
    """Make `array` refuse writes, because a cache hands the same array to every caller, and return it."""
    array.flags.writeable = False
    return array


def blocks(n: int) -> Iterator[slice]:
    """Yield slices that cover 0..n, each so short that a few arrays of its length stay in the cache."""
    return (slice(start, start + _BLOCK) for start in range(0, n, _BLOCK))


def inner(a: Floats, b: Floats) -> float:
    """Return the sum of a * b: pairwise within blocks, without a temporary array of their length."""
    return math.fsum(float((a[part] * b[part]).sum()) for part in blocks(len(a)))


def table_size(n: int) -> int:
    """Return the length of a table that serves 1..n: the power of two at or above n, at least 1024.

    Tables that grow this way are recomputed seldom while somebody drags a slider over n.
    """
    return max(1024, 1 << (n - 1).bit_length())
