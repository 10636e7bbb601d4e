"""Multiplying by quantised weights as they lie in the file, by `kernel.c` where that is compiled.

That is in a browser. There numpy takes some times as long, and as dense numbers weights take some times the
memory. The results are the same but for rounding.
"""

import ctypes
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nexttoken import compiled
from nexttoken.compiled import address

from .blocks import Singles
from .gguf import Tensor
from .matrix import Dense, Matrix

_HALVES = {"Q4_1": 2, "Q8_0": 1}  # what the kernel multiplies by: the 16-bit floats that a block starts with
_EXPONENT = 0x7C  # of a 16-bit float, in its upper byte
_CODE = compiled.code(Path(__file__).with_name("kernel.c"))


class Quantised:
    """Weights as the file has them, of which nothing is copied."""

    def __init__(self, tensor: Tensor, kernel: Any):
        size, halves = tensor.kind.size, _HALVES[tensor.kind.name]
        upper_bytes = tensor.data.reshape(-1, size)[:, 1 : 2 * halves : 2]
        if (upper_bytes & _EXPONENT).max() == _EXPONENT:  # all ones: infinite, or no number
            raise tensor.damaged()
        self._tensor = tensor
        self._multiply, self._multiply_floats = getattr(kernel, tensor.kind.name.lower()), kernel.f32
        self._room = np.empty((4, tensor.shape[1]), np.float32)
        self._places = address(tensor.data), address(self._room)

    def times(self, inputs: Singles) -> Singles:
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""
        inputs = np.ascontiguousarray(inputs)
        outputs, width = self._tensor.shape
        result = np.empty((len(inputs), outputs), np.float32)
        weights, room = self._places
        self._multiply(weights, outputs, width, address(inputs), len(inputs), room, address(result))
        return result

    def rows(self, numbers: Sequence[int]) -> Singles:
        """Return some of its rows, of shape (len(numbers), inputs)."""
        return self._tensor.rows(numbers).floats()

    def products(self, rows: Singles, inputs: Singles) -> Singles:
        """Return the products of rows (g, outputs, inputs) and of g times n inputs: (g, n, outputs)."""
        inputs = np.ascontiguousarray(inputs)
        (groups, n, width), outputs = inputs.shape, rows.shape[1]
        group_step, row_step = (step // rows.itemsize for step in rows.strides[:2])
        result = np.empty((groups, n, outputs), np.float32)
        weights, x, out = map(address, (rows, inputs, result))
        self._multiply_floats(weights, groups, group_step, outputs, row_step, width, x, n, out)
        return result


def fastest(tensor: Tensor) -> Matrix:
    """Return what multiplies by a tensor fastest here: the kernel where it can, and otherwise numpy."""
    found = kernel() if tensor.kind.name in _HALVES else None
    return Quantised(tensor, found) if found else Dense(tensor)


@functools.cache
def kernel() -> Any:
    """Return the compiled kernel; None where there is none, or a browser that cannot run it."""
    place, number = ctypes.c_void_p, ctypes.c_int
    functions: dict[str, list[type]] = {
        kind.lower(): [place, number, number, place, number, place, place] for kind in _HALVES
    }
    functions["f32"] = [place, *[number] * 5, place, number, place]
    return compiled.loaded("kernel", _CODE, functions)
