"""Rows of 16-bit codes, read and compared by `coded.c` where that is compiled.

That is in a browser, where numpy takes some times as long. It finds what numpy finds elsewhere, but for
rounding.
"""

import ctypes
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nexttoken import compiled
from nexttoken.compiled import address

if TYPE_CHECKING:
    from nexttoken.arrays import Floats, Halves

_CODE = compiled.code(Path(__file__).with_suffix(".c"))
_TABLES, _AT_ONCE = 512, 4  # numbers: of the kernel's tables, and of weights, whose end is filled up
_PLACE, _NUMBER, _SINGLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
_FUNCTIONS = {
    "row": [_PLACE, _NUMBER, _SINGLE, _SINGLE, *[_PLACE] * 5],
    "pair": [*[_PLACE] * 9, _NUMBER, _PLACE],
    "powers": [_PLACE, _NUMBER, _PLACE],
}


class Sums(NamedTuple):
    """What two rows add up to, over all tokens, in nats.

    `kl` is of p ln(p/q), `reverse` of q ln(q/p), `shape` of the first where both are sorted, `entropy` of
    -p ln p, `variation` of |p - q|, `p` and `q` of these. `head` and `upper` are what A's likeliest 10 and
    100 tokens add to KL in its non-negative form, `hidden` what those add that one has cut, and `most` what
    they may add. `top` is the largest p.
    """

    kl: float
    reverse: float
    shape: float
    entropy: float
    variation: float
    p: float
    q: float
    head: float
    upper: float
    top: float
    hidden: float
    most: float


class Laid(NamedTuple):
    """How a row is written, and how it is completed, as the kernel takes it; `compare/rows.py` says more.

    Where no token was cut, `has_cut` is 0, and what is of such tokens says nothing.
    """

    scale: float
    least: float
    shift: float
    factor: float
    has_cut: float = 0.0
    cut: float = 0.0
    p_cut: float = 0.0
    floor: float = 0.0
    p_floor: float = 0.0
    deepest: float = 0.0
    p_deepest: float = 0.0


class Read:
    """A row that was read: sums of e to what is written, and where the rest lies for another pass.

    `mass` is of all tokens, `exact` of those without code 0, of which there are `zeros`; `top` is the first
    token of which the most is written.
    """

    def __init__(self, kernel: "Kernel", codes: "Halves", scale: float, least: float) -> None:
        self.codes, self.count = codes, len(codes)  # held, as the kernel knows no more than where they lie
        whole = -(-self.count // _AT_ONCE) * _AT_ONCE
        self._doubles = np.empty(_TABLES + whole)
        self._ordered = np.empty(self.count, np.uint16)
        tables = address(self._doubles)
        self.places = address(codes), tables, tables + 8 * _TABLES, address(self._ordered)
        self._kernel = kernel
        self.mass, self.exact, zeros, top = kernel.row(self.places, self.count, scale, least)
        self.zeros, self.top = int(zeros), int(top)

    @property
    def weights(self) -> "Floats":
        """e to what is written of each token: shape (vocabulary,)."""
        return self._doubles[_TABLES : _TABLES + self.count]

    def beside(self, laid: Laid, other: "Read", laid_other: Laid) -> tuple[Sums, float]:
        """Return the sums of this row, A's, and B's of as many tokens; and KL as llama.cpp takes it."""
        return self._kernel.pair(self, laid, other, laid_other)


class Kernel:
    """The compiled functions, and room for what they give."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._sorting, self._given = np.empty(0, np.uint16), np.empty((2, len(Laid._fields)))
        self._found = np.empty(len(Sums._fields) + 1)
        self._first, self._second = (address(row) for row in self._given)
        self._to = address(self._found)

    def row(
        self, places: tuple[int, int, int, int], count: int, scale: float, least: float
    ) -> tuple[float, float, float, float]:
        """Read the first of a row's places, and fill in the others; return the numbers of a `Read`."""
        if len(self._sorting) < count:
            self._sorting = np.empty(count, np.uint16)
        codes, *others = places
        self._library.row(codes, count, scale, least, *others, address(self._sorting), self._to)
        mass, exact, zeros, top = self._found[:4].tolist()
        return mass, exact, zeros, top

    def pair(self, a: Read, laid_a: Laid, b: Read, laid_b: Laid) -> tuple[Sums, float]:
        """Compare two rows, as `Read.beside` says."""
        self._given[0], self._given[1] = laid_a, laid_b
        codes, _, weights, ordered = b.places
        second = self._second, codes, weights, ordered
        self._library.pair(self._first, *a.places, *second, a.count, self._to)
        *sums, of_singles = self._found.tolist()
        return Sums(*sums), of_singles

    def powers(self, x: "Floats") -> "Floats":
        """Return e to each of n numbers, none above 700: shape (n,)."""
        found = np.empty_like(x)
        self._library.powers(address(x), len(x), address(found))
        return found


@functools.cache
def kernel() -> Kernel | None:
    """Return the kernel; None where it is not compiled, or for a browser that cannot run it."""
    library = compiled.loaded("coded", _CODE, _FUNCTIONS)
    return Kernel(library) if library else None
